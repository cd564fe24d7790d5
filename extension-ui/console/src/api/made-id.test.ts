import { expect, test } from 'vitest'
import { madeId } from './made-id.ts'

test('finds the id of what was made and nothing else', () => {
  expect(madeId({ id: 'p1', name: 'x' })).toBe('p1')
  for (const reply of [undefined, null, 'p1', {}, { id: 7 }]) expect(madeId(reply)).toBeUndefined()
})
