import { expect, test } from 'vitest'
import { decimalFault, optionalDecimalFault } from './decimal-entry.ts'

test.each(['0', '12.5', '10000.00', '1234567890123456789012345678901234567890.12'])(
  '%s can be sent',
  (text) => {
    expect(decimalFault(text)).toBeNull()
  },
)

test.each([
  ['', 'Write a number.'],
  ['12,5', 'after a point'],
  ['10,000.00', 'thousands separators'],
  ['15%', 'without %'],
  ['-5', 'without a sign'],
  ['+5', 'without a sign'],
  ['1e3', 'without an exponent'],
  ['$5', 'the currency is the plan’s'],
  ['5 USD', 'the currency is the plan’s'],
  ['.5', 'digits'],
  ['5.', 'digits'],
  ['١٢', 'digits'],
  ['NaN', 'only the number'],
])('%j is refused and the reason says how to write it', (text, reason) => {
  expect(decimalFault(text)).toContain(reason)
})

test('what may be left out may be empty', () => {
  expect(optionalDecimalFault('')).toBeNull()
  expect(optionalDecimalFault('x')).not.toBeNull()
})
