import { expect, test } from 'vitest'
import { amountFault, orZero } from './entered-amount.ts'

test.each(['7200', '7200.00', ' 0.01 ', '1.250'])('takes %j', (typed) => {
  expect(amountFault(typed, { zero: false })).toBeNull()
})

test.each(['', '0', '0.00', '-5', '1e3', '$5', '7,200.00', '7200,00', '1 000'])(
  'refuses %j as an amount',
  (typed) => {
    expect(amountFault(typed, { zero: false })).not.toBeNull()
  },
)

test('a part may be nothing, and an empty field means nothing', () => {
  for (const typed of ['', '0', '0.00']) expect(amountFault(typed, { zero: true })).toBeNull()
  expect(orZero(' ')).toBe('0')
  expect(orZero(' 5.00 ')).toBe('5.00')
})

test('names a decimal comma as what it is', () => {
  expect(amountFault('7200,00', { zero: false })).toMatch(/after a point/)
})
