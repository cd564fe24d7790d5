import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, cumulativeShare } from './allocate.ts'
import { divideRounded, halfAwayFromZero, multiplyRounded, towardZero } from './rounding.ts'

const amount = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })

describe('rounding', () => {
  it.each([
    [29n, 2n, 15n],
    [-29n, 2n, -15n],
    [29n, -2n, -15n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-1n, 2n, -1n],
  ])('halfAwayFromZero takes %i/%i to %i', (n, d, expected) => {
    expect(divideRounded(n, d, halfAwayFromZero)).toBe(expected)
  })

  it('towardZero never grows an amount', () => {
    expect(divideRounded(-29n, 2n, towardZero)).toBe(-14n)
  })

  it('refuses to divide by zero', () => {
    expect(() => divideRounded(1n, 0n)).toThrow(RangeError)
  })

  it('is at most half a unit off and symmetric', () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 12n }), (n, d) => {
        const rounded = divideRounded(n, d)
        const off = 2n * (rounded * d - n)
        expect(off <= d && off >= -d).toBe(true)
        expect(divideRounded(-n, d)).toBe(-rounded)
      }),
    )
  })

  it('multiplies by an exact rate with one rounding', () => {
    expect(multiplyRounded(1990n, { numerator: 75n, denominator: 1000n })).toBe(149n)
  })
})

describe('allocate', () => {
  it('gives the cent left over to the first of equals', () => {
    expect(allocate(100000n, [1n, 1n, 1n])).toEqual([33334n, 33333n, 33333n])
  })

  it('gives it to the largest remainder before the first', () => {
    expect(allocate(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n])
  })

  it('gives nothing to a weight of zero', () => {
    expect(allocate(5n, [0n, 1n])).toEqual([0n, 5n])
  })

  it.each([[[]], [[0n, 0n]], [[1n, -1n, 3n]]])('refuses the weights %s', (weights: bigint[]) => {
    expect(() => allocate(5n, weights)).toThrow(RangeError)
  })

  it('always sums to the total, each part within one unit of its exact share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(amount, weights, (total, parts) => {
        const sum = parts.reduce((a, b) => a + b, 0n)
        fc.pre(sum > 0n)
        const shares = allocate(total, parts)
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(total)
        shares.forEach((share, i) => {
          const off = share * sum - total * (parts[i] ?? 0n)
          expect(off < sum && off > -sum).toBe(true)
        })
      }),
    )
  })
})

describe('cumulativeShare', () => {
  it('pays a residual cent in the middle instalment', () => {
    const reached = [1n, 2n, 3n].map((part) => cumulativeShare(10000n, part, 3n))
    expect(reached).toEqual([3333n, 6667n, 10000n])
  })

  it('reaches the whole exactly and returns to zero whatever the instalments', () => {
    const instalments = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), instalments, (total, parts) => {
        const whole = parts.reduce((a, b) => a + b, 0n)
        let reached = 0n
        let released = 0n
        for (const part of parts) {
          reached += part
          const target = cumulativeShare(total, reached, whole)
          expect(target >= released).toBe(true)
          released = target
        }
        expect(released).toBe(total)
        expect(cumulativeShare(total, 0n, whole)).toBe(0n)
      }),
    )
  })
})
