import { expect, test } from 'vitest'
import { fullId } from './record-id.ts'

test.each([
  ['00DHp000000PDsk', '00DHp000000PDskMAG'],
  ['005Hp000000Rey1', '005Hp000000Rey1IAC'],
  ['005Hp000000Rey1IAC', '005Hp000000Rey1IAC'],
])('%s is %s in full', (id, full) => {
  expect(fullId(id)).toBe(full)
})

test('ids that differ by the case of a letter alone are two ids', () => {
  expect(fullId('00DHp000000PDsk')).not.toBe(fullId('00DHp000000pDsk'))
})

test.each(['', '00D', '005Hp000000rey1IAC', '005Hp000000Rey1IA', "005Hp000000Rey'", '005Hp000000Rey1IAC '])(
  '%j is no id',
  (id) => {
    expect(fullId(id)).toBeNull()
  },
)
