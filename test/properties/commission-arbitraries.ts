import fc from 'fast-check'
import { formatDecimal } from '../../shared/money/format.ts'

/** Random plans, deals, credits and payments in the public format of `commission` files: what comes out is what a person could write. */

export type Json = Record<string, unknown>
export interface InputJson extends Json {
  plan: PlanJson
  deal: Json
  credits: Json[]
  collections?: Json[]
}
export interface PlanJson extends Json {
  currency: string
  rules: Json[]
}

export const CURRENCIES = ['JPY', 'USD', 'KWD'] as const
const DATES = { from: '2026-01-01', close: '2026-03-31' }

export const currency = fc.constantFrom(...CURRENCIES)

/** Mostly amounts of real deals, now and then one of 40 digits. */
export const minor = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 10n ** 9n) },
  { weight: 2, arbitrary: fc.bigInt(0n, 1000n) },
  { weight: 1, arbitrary: fc.bigInt(0n, 10n ** 40n) },
)

export const text = (amountMinor: bigint, of: string) => formatDecimal({ amountMinor, currency: of })

/** "0" to "100" with up to three decimals. */
export const percent = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => {
  const digits = String(thousandths).padStart(4, '0')
  const fraction = digits.slice(-3).replace(/0+$/, '')
  return digits.slice(0, -3) + (fraction === '' ? '' : `.${fraction}`)
})

export const thresholds = fc
  .uniqueArray(fc.bigInt(1n, 10n ** 8n), { minLength: 0, maxLength: 4 })
  .map((list) => list.sort((a, b) => (a < b ? -1 : 1)))

export const bands = (of: string) =>
  thresholds.chain((limits) =>
    fc.array(percent, { minLength: limits.length + 1, maxLength: limits.length + 1 }).map((percents) =>
      percents.map((each, index) => {
        const limit = limits[index]
        return { upTo: limit === undefined ? null : text(limit, of), percent: each }
      }),
    ),
  )

const period = fc.constantFrom('month', 'quarter', 'year')
export const dealMeasure = fc.constant('deal')
export const anyMeasure = fc.oneof(
  dealMeasure,
  fc.record({ period, of: fc.constantFrom('sourcedRevenue', 'influencedRevenue') }),
)

export const rate = (of: string, measure: fc.Arbitrary<unknown> = anyMeasure): fc.Arbitrary<Json> =>
  fc.oneof(
    minor.map((amount) => ({ kind: 'flat', amount: text(amount, of) })),
    percent.map((each) => ({ kind: 'percent', percent: each })),
    fc.record({ kind: fc.constant('graduated'), measure, bands: bands(of) }),
    fc.record({
      kind: fc.constant('volume'),
      measure,
      boundary: fc.constantFrom('inclusive', 'exclusive'),
      bands: bands(of),
    }),
    fc.record({
      kind: fc.constant('recurring'),
      percent,
      months: fc.option(fc.integer({ min: 1, max: 48 })),
    }),
    fc.record({
      kind: fc.constant('recurring'),
      percentByYear: fc.array(percent, { minLength: 1, maxLength: 4 }),
    }),
  )

export const basis = fc.constantFrom('dealAmount', 'firstYearAcv', 'lineItems', 'grossMargin', 'collected')

/** Conditions of the deal alone hold for all of its credits alike. */
const dealConditions = (of: string) => ({
  dealTypes: fc.constantFrom(['new'], ['renewal', 'upsell']),
  regions: fc.constantFrom(['EMEA'], ['APAC', 'EMEA']),
  products: fc.constantFrom(['core'], ['addon'], ['core', 'addon']),
  dealAmount: fc.record(
    { atLeast: minor.map((low) => text(low % 10n ** 6n, of)), above: fc.constant(text(0n, of)) },
    { requiredKeys: ['above'] },
  ),
})
const creditConditions = {
  partnerTypes: fc.constantFrom(['referral'], ['reseller', 'referral']),
  programmes: fc.constantFrom(['Referral'], ['Resale']),
  tiers: fc.constantFrom(['gold'], ['silver', 'gold']),
  closedWithinDaysOfRegistration: fc.integer({ min: 0, max: 120 }),
  partners: fc.constantFrom(['P1'], ['P2', 'P3']),
}
export const when = (of: string, kinds: 'deal' | 'any') =>
  fc.record(kinds === 'deal' ? dealConditions(of) : { ...dealConditions(of), ...creditConditions }, {
    requiredKeys: [],
  })

export const bounds = (of: string) =>
  fc.tuple(fc.option(minor), fc.option(minor)).map(([a, b]): Json => {
    const [floor, cap] = a !== null && b !== null && a > b ? [b, a] : [a, b]
    const shown = (bound: bigint | null) => (bound === null ? null : text(bound, of))
    return { floor: shown(floor), cap: shown(cap) }
  })

/** Few conditions, so that rules match often enough to be worth computing. */
export const rule = (
  of: string,
  options: { when?: fc.Arbitrary<unknown>; rate?: fc.Arbitrary<Json>; periodCaps?: boolean } = {},
) =>
  fc
    .record({
      role: fc.constantFrom('sourced', 'sourced', 'influenced'),
      when: options.when ?? fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, when(of, 'any')),
      basis,
      rate: options.rate ?? rate(of),
      bounds: fc.oneof(fc.constant({}), bounds(of)),
      periodCap:
        options.periodCaps === false
          ? fc.constant(null)
          : fc.option(fc.record({ period, amount: minor.map((cap) => text(cap, of)) })),
      stack: fc.boolean(),
    })
    .map(({ bounds: limits, ...rest }): Json => ({ ...rest, ...limits }))

export const earning: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom({ kind: 'onWon' }, { kind: 'onFirstPayment' }, { kind: 'onCollection' }),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 0, maxLength: 2 }).map((parts) => ({
    kind: 'dated',
    parts: [...parts, 100 - parts.reduce((a, b) => a + b, 0)].map((each, index) => ({
      date: `2026-0${index + 4}-30`,
      percent: String(each),
    })),
  })),
)

export const plan = (of: string, rules: fc.Arbitrary<Json[]>): fc.Arbitrary<PlanJson> =>
  fc.record({ rules, earning }).map(({ rules: list, earning: how }) => ({
    id: 'plan',
    version: 1,
    currency: of,
    timeZone: 'UTC',
    effectiveFrom: DATES.from,
    effectiveTo: null,
    splitSourcing: true,
    earning: how,
    rules: list.map((each, index) => ({ id: `rule-${index}`, ...each })),
  }))

export const rules = (of: string, options: Parameters<typeof rule>[1] = {}) =>
  fc.array(rule(of, options), { minLength: 1, maxLength: 4 })

export const deal = (of: string): fc.Arbitrary<Json> =>
  fc
    .record({
      dealAmount: minor,
      firstYearAcv: minor,
      grossMargin: fc.tuple(minor, fc.boolean()).map(([size, loss]) => (loss ? -size : size)),
      lineItems: fc.array(fc.tuple(fc.constantFrom('core', 'addon'), minor), { maxLength: 3 }),
      dealType: fc.constantFrom('new', 'renewal', 'upsell'),
      region: fc.constantFrom('EMEA', 'APAC', null),
    })
    .map(({ dealAmount, firstYearAcv, grossMargin, lineItems, ...rest }) => ({
      id: 'D1',
      currency: of,
      dealAmount: text(dealAmount, of),
      firstYearAcv: text(firstYearAcv, of),
      grossMargin: text(grossMargin, of),
      lineItems: lineItems.map(([product, amount]) => ({ product, amount: text(amount, of) })),
      closeDate: DATES.close,
      ...rest,
    }))

/** Shares in hundredths of a percent that sum to 100. */
const shares = fc.uniqueArray(fc.integer({ min: 1, max: 9999 }), { maxLength: 3 }).map((cuts) => {
  const ends = [0, ...cuts.sort((a, b) => a - b), 10_000]
  return ends.slice(1).map((end, index) => `${((end - (ends[index] ?? 0)) / 100).toFixed(2)}`)
})

/** One to four partners that sourced the deal together, and perhaps one that influenced it. */
export const credits = fc
  .record({
    sourced: shares,
    influenced: fc.boolean(),
    tier: fc.constantFrom('gold', 'silver'),
    registeredAt: fc.constantFrom('2026-01-15T10:00:00.000Z', '2026-03-01T00:00:00.000Z', null),
    termsDate: fc.constantFrom(null, null, '2026-02-01', '2025-12-31'),
  })
  .map(({ sourced, influenced, ...rest }): Json[] => {
    const common = { partnerType: 'referral', programme: 'Referral', ...rest }
    return [
      ...sourced.map((share, index) => ({ partner: `P${index + 1}`, role: 'sourced', share, ...common })),
      ...(influenced ? [{ partner: 'P9', role: 'influenced', share: '100', ...common }] : []),
    ]
  })

const paidOn = fc
  .tuple(
    fc.integer({ min: 2026, max: 2029 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))

/** Payments with their tax, and refunds of parts of them. */
export const collections = (of: string): fc.Arbitrary<Json[]> =>
  fc
    .array(
      fc.record({
        on: paidOn,
        amount: fc.bigInt(1n, 10n ** 9n),
        taxPercent: fc.bigInt(0n, 30n),
        refunded: fc.option(fc.bigInt(1n, 100n)),
        named: fc.boolean(),
      }),
      { maxLength: 5 },
    )
    .map((payments) =>
      payments.flatMap(({ on, amount, taxPercent, refunded, named }, index) => {
        const tax = (amount * taxPercent) / 100n
        const back = refunded === null ? 0n : (amount * refunded) / 100n
        const payment = { id: `C${index}`, on, amount: text(amount, of), tax: text(tax, of) }
        if (back === 0n) return [payment]
        const refund = {
          id: `R${index}`,
          on,
          amount: text(-back, of),
          ...(named ? { refunds: `C${index}` } : {}),
        }
        return [payment, refund]
      }),
    )

export const periodToDate = (of: string) =>
  fc.dictionary(
    fc.constantFrom('P1', 'P2', 'P9'),
    fc.tuple(minor, minor, minor).map(([sourced, influenced, commission]) => ({
      sourcedRevenue: text(sourced, of),
      influencedRevenue: text(influenced, of),
      commission: text(commission, of),
    })),
  )

/** A rate for the way there or for the way back. */
const fxBetween = (from: string, to: string) =>
  fc.tuple(fc.integer({ min: 1, max: 10 ** 7 }), fc.boolean()).map(([tenThousandths, inverse]) => [
    {
      from: inverse ? to : from,
      to: inverse ? from : to,
      on: '2026-03-30',
      rate: `${Math.floor(tenThousandths / 10_000)}.${String(tenThousandths % 10_000).padStart(4, '0')}`,
    },
  ])

/** Everything at once. */
export const input: fc.Arbitrary<InputJson> = fc
  .tuple(currency, currency)
  .chain(([planCurrency, dealCurrency]) =>
    fc.record({
      plan: plan(planCurrency, rules(planCurrency)),
      deal: deal(dealCurrency),
      credits,
      collections: fc.option(collections(dealCurrency), { nil: undefined }),
      periodToDate: periodToDate(planCurrency),
      fx: planCurrency === dealCurrency ? fc.constant([]) : fxBetween(dealCurrency, planCurrency),
    }),
  )
  .map(({ collections: paid, ...rest }) => (paid ? { ...rest, collections: paid } : rest))
