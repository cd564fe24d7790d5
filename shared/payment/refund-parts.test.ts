import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from './refund-parts.ts'

const entry = (over: object) => ({
  id: 'p',
  externalId: 'p',
  refunds: null as string | null,
  paidOn: '2026-03-01',
  amountMinor: 12_000n,
  taxMinor: 2_000n,
  shippingMinor: 0n,
  discountMinor: 0n,
  partsStated: true,
  ...over,
})
const refund = (id: string, amountMinor: bigint, over: object = {}) =>
  entry({
    id,
    externalId: id,
    refunds: 'p',
    amountMinor: -amountMinor,
    taxMinor: 0n,
    partsStated: false,
    ...over,
  })

test('a refund that does not say its tax gives back the same share of the tax as of the payment', () => {
  expect(partsOf([entry({}), refund('a', 6_000n)]).get('a')).toEqual({
    taxMinor: -1_000n,
    shippingMinor: 0n,
    discountMinor: 0n,
  })
})

test('a refund that says that it holds no tax holds none', () => {
  const parts = partsOf([entry({}), refund('a', 6_000n, { partsStated: true }), refund('b', 6_000n)])
  expect(parts.get('a')?.taxMinor).toBe(0n)
  expect(parts.get('b')?.taxMinor).toBe(-2_000n)
})

test('refunds that give all back give every part back to the cent, in whatever order they come', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n })
  const share = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 6 }),
      share,
      share,
      share,
      fc.gen(),
      (amounts, tax, shipping, discount, gen) => {
        const total = amounts.reduce((sum, one) => sum + one, 0n)
        const payment = entry({
          amountMinor: total,
          taxMinor: (total * BigInt(tax)) / 300n,
          shippingMinor: (total * BigInt(shipping)) / 300n,
          discountMinor: (total * BigInt(discount)) / 300n,
        })
        const all = [payment, ...amounts.map((one, index) => refund(`r${index}`, one))]
        const parts = partsOf(all)
        for (const part of ['taxMinor', 'shippingMinor', 'discountMinor'] as const) {
          expect([...parts.values()].reduce((sum, one) => sum + one[part], 0n)).toBe(0n)
        }
        const order = gen(() => fc.shuffledSubarray(all, { minLength: all.length }))
        expect(partsOf(order)).toEqual(new Map(order.map(({ id }) => [id, parts.get(id)])))
      },
    ),
    { numRuns: 300 },
  )
})
