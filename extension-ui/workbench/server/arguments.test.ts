import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

const here = import.meta.filename

test('starts without any argument', () => {
  expect(parseArguments([])).toEqual({ port: undefined, export: undefined })
})

test('takes an export with headers named for its fields', () => {
  const args = [
    '--deals',
    here,
    '--map',
    'amount=Worth',
    '--map',
    'id=Ref',
    '--map-accounts',
    'name=Firm',
    '--port',
    '0',
  ]
  expect(parseArguments(args)).toEqual({
    port: 0,
    export: {
      deals: here,
      accounts: undefined,
      products: undefined,
      dealMapping: { amount: 'Worth', id: 'Ref' },
      accountMapping: { name: 'Firm' },
    },
  })
})

test.each([
  [['--accounts', here], /--deals FILE is missing/],
  [['--deals', '/no/such/file.csv'], /There is no file \/no\/such\/file\.csv/],
  [['--deals', here, '--map', 'amount'], /--map/],
  [['--port', 'many'], /not a port/],
  [['--colour'], /--colour/],
])('says what is wrong with %j', (args, sentence) => {
  expect(() => parseArguments(args)).toThrow(sentence)
})
