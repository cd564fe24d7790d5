import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, isZero, MixedCurrencies, money, negate, subtract } from './money.ts'

const minor = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })

describe('money', () => {
  it('refuses to combine two currencies', () => {
    for (const combine of [add, subtract, compare]) {
      expect(() => combine(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(MixedCurrencies)
    }
  })

  it('refuses a currency that does not exist', () => {
    expect(() => money(1n, 'ZZZ')).toThrow('"ZZZ" is not an ISO 4217 currency code.')
  })

  it('adds and subtracts without loss at any size', () => {
    fc.assert(
      fc.property(minor, minor, (a, b) => {
        const sum = add(money(a, 'USD'), money(b, 'USD'))
        expect(subtract(sum, money(b, 'USD'))).toEqual(money(a, 'USD'))
        expect(isZero(add(sum, negate(sum)))).toBe(true)
        expect(compare(sum, money(b, 'USD'))).toBe(a < 0n ? -1 : a > 0n ? 1 : 0)
      }),
    )
  })
})
