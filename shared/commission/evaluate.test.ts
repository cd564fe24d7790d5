import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDecimal } from '../money/format.ts'
import { parseMoney } from '../money/parse-decimal.ts'
import { type CommissionLine, evaluateCommission } from './evaluate.ts'
import type { CommissionInput } from './input.ts'
import { parseCommissionInput } from './parse-input.ts'
import { whyText } from './why-text.ts'
import { type Why, withdrawnWhy } from './why.ts'

type Json = Record<string, unknown>

const planOf = (rules: object[], over: object = {}): Json => ({
  id: 'referral-2026',
  version: 3,
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2026-01-01',
  earning: { kind: 'onCollection' },
  rules: rules.map((rule, index) => ({ id: `rule-${index}`, role: 'sourced', basis: 'dealAmount', ...rule })),
  ...over,
})
const percent = (text: string) => ({ rate: { kind: 'percent', percent: text } })
const flat = (text: string) => ({ rate: { kind: 'flat', amount: text } })
const BANDS = [
  { upTo: '10000.00', percent: '20' },
  { upTo: '25000.00', percent: '25' },
  { upTo: null, percent: '30' },
]
const graduated = (over: object = {}) => ({ rate: { kind: 'graduated', bands: BANDS, ...over } })
const volume = (over: object = {}) => ({ rate: { kind: 'volume', bands: BANDS, ...over } })
const QUARTER = { measure: { period: 'quarter', of: 'sourcedRevenue' } }

const dealOf = (amount: string | null, over: Json = {}): Json => ({
  id: 'D1',
  currency: 'USD',
  dealAmount: amount,
  dealType: 'new',
  closeDate: '2026-03-31',
  ...over,
})
const credit = (partner = 'P1', over: Json = {}): Json => ({
  id: `credit-${partner}-${String(over.role ?? 'sourced')}`,
  partner,
  partnerType: 'referral',
  tier: 'gold',
  role: 'sourced',
  ...over,
})
const inputOf = (plan: Json, deal: Json, credits = [credit()], over: Json = {}): CommissionInput => {
  // Recorded, because a CRM may say that a deal is below zero.
  const reading = parseCommissionInput({ plan, deal, credits, ...over }, { recorded: true })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading.input
}
const linesOf = (...input: Parameters<typeof inputOf>): CommissionLine[] => {
  const outcome = evaluateCommission(inputOf(...input))
  if (outcome.kind !== 'lines') throw new Error(outcome.kind)
  return outcome.lines
}
const amounts = (...input: Parameters<typeof inputOf>) =>
  linesOf(...input).map(({ amount }) => formatDecimal(amount))
const whyOf = (...input: Parameters<typeof inputOf>): Why => {
  const [line] = linesOf(...input)
  if (!line?.why) throw new Error('no explanation')
  return line.why
}
const wordsOf = (...input: Parameters<typeof inputOf>) => whyText(whyOf(...input), 'Northwind Consulting')

describe('commission', () => {
  it.each([
    ['flat percent', [percent('10')], '2000.00', '200.00'],
    ['flat fee', [flat('100.00')], '7.00', '100.00'],
    ['cap per deal', [{ ...percent('10'), cap: '5000.00' }], '80000.00', '5000.00'],
    ['floor per deal', [{ ...percent('10'), floor: '50.00' }], '100.00', '50.00'],
    ['half a cent away from zero', [percent('7.5')], '19.80', '1.49'],
    ['a deal below zero', [percent('10')], '-50.00', '0.00'],
    ['no rule for the tier', [{ ...percent('10'), when: { tiers: ['platinum'] } }], '1000.00', '0.00'],
    [
      'deal-size rate at the limit',
      [{ ...percent('25'), when: { dealAmount: { above: '50000.00' } } }, percent('20')],
      '50000.00',
      '10000.00',
    ],
    [
      'deal-size rate a cent above',
      [{ ...percent('25'), when: { dealAmount: { above: '50000.00' } } }, percent('20')],
      '50000.01',
      '12500.00',
    ],
  ])('%s', (_, rules, amount, expected) => {
    expect(amounts(planOf(rules), dealOf(amount))).toEqual([expected])
  })

  it('has no decimals in yen', () => {
    expect(
      amounts(planOf([percent('7.5')], { currency: 'JPY' }), dealOf('100001', { currency: 'JPY' })),
    ).toEqual(['7500'])
  })

  it('pays sourced and influenced on the first-year value', () => {
    const plan = planOf([
      { ...percent('15'), basis: 'firstYearAcv' },
      { ...percent('5'), basis: 'firstYearAcv', role: 'influenced' },
    ])
    const deal = dealOf('90000.00', { firstYearAcv: '50000.00' })
    expect(amounts(plan, deal, [credit('P1'), credit('P2', { role: 'influenced' })])).toEqual([
      '7500.00',
      '2500.00',
    ])
    expect(amounts(plan, deal, [credit('P1', { role: 'influenced' }), credit('P1')])).toEqual(['7500.00'])
  })

  it('takes the first matching rule and stacks on top of it what is marked so', () => {
    const plan = planOf([percent('10'), percent('50'), { ...flat('25.00'), stack: true }])
    expect(linesOf(plan, dealOf('100.00')).map((line) => [line.ruleId, formatDecimal(line.amount)])).toEqual([
      ['rule-0', '10.00'],
      ['rule-2', '25.00'],
    ])
  })

  it('lets an override for a named partner outrank earlier rules', () => {
    const plan = planOf([percent('10'), { ...percent('20'), when: { partners: ['P2'] } }])
    expect(amounts(plan, dealOf('100.00'), [credit('P1')])).toEqual(['10.00'])
    expect(amounts(plan, dealOf('100.00'), [credit('P2')])).toEqual(['20.00'])
  })

  it('pays nothing outside the plan, its first and last day inside', () => {
    const plan = planOf([percent('10')], { effectiveFrom: '2026-03-31', effectiveTo: '2026-04-30' })
    const on = (closeDate: string) => amounts(plan, dealOf('100.00', { closeDate }))[0]
    expect(['2026-03-30', '2026-03-31', '2026-04-30', '2026-05-01'].map(on)).toEqual([
      '0.00',
      '10.00',
      '10.00',
      '0.00',
    ])
  })

  it('does not take an unknown amount for zero, not even for a flat fee', () => {
    const missing = (rule: object, deal: Json) => evaluateCommission(inputOf(planOf([rule]), deal))
    expect(missing(flat('100.00'), dealOf(null))).toEqual({ kind: 'no_amount', missing: 'dealAmount' })
    for (const basis of ['firstYearAcv', 'grossMargin', 'lineItems'])
      expect(missing({ ...percent('10'), basis }, dealOf('5.00'))).toEqual({
        kind: 'no_amount',
        missing: basis,
      })
  })

  it('asks for a rate when the deal is in another currency', () => {
    const input = inputOf(planOf([percent('10')]), dealOf('100.00', { currency: 'EUR' }))
    expect(evaluateCommission(input)).toEqual({
      kind: 'needs_rate',
      from: 'EUR',
      to: 'USD',
      on: '2026-03-31',
    })
  })

  it('converts by the newest rate up to the close, or by the inverse of one for the way back', () => {
    const euros = (fx: object[]) =>
      amounts(planOf([percent('10')]), dealOf('100.00', { currency: 'EUR' }), undefined, { fx })
    const rate = (on: string, text: string) => ({ from: 'EUR', to: 'USD', on, rate: text })
    const back = { from: 'USD', to: 'EUR', on: '2026-03-31', rate: '0.8' }
    expect(
      euros([rate('2026-03-30', '1.0850'), rate('2026-03-01', '9'), rate('2026-04-01', '7'), back]),
    ).toEqual(['10.85'])
    expect(euros([rate('2026-04-01', '7'), back])).toEqual(['12.50'])
    const yen = { from: 'JPY', to: 'USD', on: '2026-03-31', rate: '0.0065' }
    expect(
      amounts(planOf([percent('10')]), dealOf('100001', { currency: 'JPY' }), undefined, { fx: [yen] }),
    ).toEqual(['65.00'])
  })

  it.each([
    ['graduated bands', graduated(), '26000.00', '6050.00'],
    ['graduated at a threshold', graduated(), '25000.00', '5750.00'],
    ['volume bands', volume(), '26000.00', '7800.00'],
    ['volume at a threshold that belongs below', volume(), '25000.00', '6250.00'],
    ['volume at a threshold that belongs above', volume({ boundary: 'exclusive' }), '25000.00', '7500.00'],
    ['an amount of 40 digits', percent('10'), '9'.repeat(38) + '.90', '9'.repeat(37) + '.99'],
    ['a cap that goes with bands', { ...graduated(), cap: '6000.00' }, '26000.00', '6000.00'],
  ])('%s', (_, rule, amount, expected) => {
    expect(amounts(planOf([rule]), dealOf(amount))).toEqual([expected])
  })

  it('goes on from where the partner stands in the period', () => {
    const before = (sourcedRevenue: string) => ({
      periodToDate: { P1: { quarter: { sourcedRevenue }, year: {} } },
    })
    const on = (rule: object, total: string) =>
      amounts(planOf([rule]), dealOf('4000.00'), undefined, before(total))
    expect(on(graduated(QUARTER), '8000.00')).toEqual(['900.00'])
    // 25 % of 12,000 less the 20 % of 8,000 that were earned before.
    expect(on(volume(QUARTER), '8000.00')).toEqual(['1400.00'])
    expect(on(graduated({ measure: { period: 'year', of: 'sourcedRevenue' } }), '8000.00')).toEqual([
      '800.00',
    ])
  })

  it('counts the share of each partner in its own period and its part of the bounds', () => {
    const plan = planOf([{ ...graduated(QUARTER), cap: '2500.01' }], { splitSourcing: true })
    const credits = [credit('P1', { share: '50' }), credit('P2', { share: '50' })]
    const over = { periodToDate: { P2: { sourcedRevenue: '10000.00' } } }
    expect(amounts(plan, dealOf('8000.00'), credits, over)).toEqual(['800.00', '1000.00'])
    expect(amounts(plan, dealOf('80000.00'), credits, over)).toEqual(['1250.00', '1250.00'])
  })

  it('takes the line items of the named products, or all', () => {
    const lineItems = [
      { product: 'core', amount: '700.00' },
      { product: 'setup', amount: '300.00' },
      { product: 'core', amount: '-50.00' },
    ]
    const deal = dealOf('1000.00', { lineItems })
    const rule = { ...percent('10'), basis: 'lineItems' }
    expect(amounts(planOf([rule]), deal)).toEqual(['95.00'])
    expect(amounts(planOf([{ ...rule, when: { products: ['core'] } }]), deal)).toEqual(['65.00'])
    expect(amounts(planOf([{ ...rule, when: { products: ['other'] } }]), deal)).toEqual(['0.00'])
  })

  it.each([
    [{ programmes: ['Referral'] }, '10.00'],
    [{ programmes: ['Resale'] }, '0.00'],
    [{ regions: ['EMEA'] }, '10.00'],
    [{ regions: ['APAC'] }, '0.00'],
    [{ dealTypes: ['renewal'] }, '0.00'],
    [{ closedWithinDaysOfRegistration: 60 }, '10.00'],
    [{ closedWithinDaysOfRegistration: 59 }, '0.00'],
    [{ dealAmount: { atLeast: '100.00', atMost: '100.00' } }, '10.00'],
    [{ dealAmount: { below: '100.00' } }, '0.00'],
    [{ deals: ['D1'] }, '10.00'],
    [{ deals: ['D2'] }, '0.00'],
    [{ partnerTypes: ['agency'] }, '0.00'],
  ])('applies %j only where it holds', (when, expected) => {
    const given = credit('P1', { programme: 'Referral', registeredAt: '2026-01-30T23:59:00Z' })
    expect(
      amounts(planOf([{ ...percent('10'), when }]), dealOf('100.00', { region: 'EMEA' }), [given]),
    ).toEqual([expected])
  })

  it('counts days of registration in the time zone of the plan', () => {
    const plan = planOf([{ ...percent('10'), when: { closedWithinDaysOfRegistration: 60 } }], {
      timeZone: 'Asia/Tokyo',
    })
    const registered = (at: string) => amounts(plan, dealOf('100.00'), [credit('P1', { registeredAt: at })])
    expect(registered('2026-01-29T15:00:00Z')).toEqual(['10.00'])
    expect(registered('2026-01-29T14:59:59Z')).toEqual(['0.00'])
    expect(registered('2026-04-02T00:00:00Z')).toEqual(['0.00'])
  })

  it('shares one rounded total among the partners that sourced a deal', () => {
    const plan = planOf([percent('10'), { ...flat('0.01'), stack: true }], { splitSourcing: true })
    const credits = ['P1', 'P2', 'P3'].map((partner, index) =>
      credit(partner, { share: index < 2 ? '33.3333' : '33.3334' }),
    )
    expect(amounts(plan, dealOf('10000.00'), credits)).toEqual([
      '333.33',
      '0.00',
      '333.33',
      '0.00',
      '333.34',
      '0.01',
    ])
  })

  it('pays what is left of the cap of a period, earlier lines of the same deal counted', () => {
    const periodCap = { period: 'year', amount: '100.00' }
    const plan = planOf([
      { ...percent('10'), periodCap },
      { ...flat('50.00'), stack: true, periodCap },
    ])
    const before = (commission: string) => ({ periodToDate: { P1: { commission } } })
    expect(amounts(plan, dealOf('700.00'))).toEqual(['70.00', '30.00'])
    expect(amounts(plan, dealOf('700.00'), undefined, before('60.00'))).toEqual(['40.00', '0.00'])
    expect(amounts(plan, dealOf('700.00'), undefined, before('200.00'))).toEqual(['0.00', '0.00'])
  })

  it('earns with each payment of a recurring rate, year by year, for its term and not a day longer', () => {
    const recurring = (rate: object, collections: object[]) =>
      amounts(planOf([{ rate: { kind: 'recurring', ...rate } }]), dealOf('1200.00'), undefined, {
        collections,
      })
    const paid = (on: string, amount = '1200.00', over: object = {}) => ({
      id: on + amount,
      on,
      amount,
      ...over,
    })
    const monthly = Array.from({ length: 40 }, (_, month) =>
      paid(`${2026 + Math.floor((month + 3) / 12)}-${String(((month + 3) % 12) + 1).padStart(2, '0')}-15`),
    )
    expect(recurring({ percent: '20', months: 36 }, monthly)).toEqual(['8640.00'])
    expect(recurring({ percent: '20', months: 12 }, [paid('2027-03-30')])).toEqual(['240.00'])
    expect(recurring({ percent: '20', months: 12 }, [paid('2027-03-31')])).toEqual(['0.00'])
    expect(recurring({ percent: '20' }, [paid('2036-03-31'), paid('2026-03-30', '5.00')])).toEqual(['240.00'])
    // A deposit before the close is no period of the term: with it, 36 months would be 37.
    expect(recurring({ percent: '20', months: 36 }, [paid('2026-03-28'), ...monthly])).toEqual(['8640.00'])
    const byYear = { percentByYear: ['20', '10'] }
    expect(recurring(byYear, [paid('2027-03-30'), paid('2027-03-31', '100.00')])).toEqual(['250.00'])
    // A refund in the second year takes back what its payment earned in the first.
    const refund = paid('2027-06-01', '-1200.00', { refunds: '2026-04-011200.00' })
    expect(recurring(byYear, [paid('2026-04-01'), refund])).toEqual(['0.00'])
    expect(recurring(byYear, [paid('2026-04-01'), paid('2027-06-01', '-1200.00')])).toEqual(['120.00'])
    expect(recurring(byYear, [])).toEqual(['0.00'])
  })

  it('computes from one assumed payment while a deal is open', () => {
    const plan = planOf([{ ...percent('4'), basis: 'collected' }])
    expect(amounts(plan, dealOf('1000.00'))).toEqual(['40.00'])
    expect(amounts(plan, dealOf('1000.00'), undefined, { collections: [] })).toEqual(['0.00'])
  })

  it('says what the deal adds to the revenue of the period once for each credit, and whether payments made it', () => {
    const plan = planOf(
      [
        { ...percent('15'), basis: 'firstYearAcv' },
        { ...flat('5.00'), stack: true },
      ],
      {
        splitSourcing: true,
      },
    )
    const credits = [credit('P1', { share: '75' }), credit('P2', { share: '25' })]
    const lines = linesOf(plan, dealOf('900.00', { firstYearAcv: '300.00' }), credits)
    expect(lines.map(({ revenueMinor }) => revenueMinor)).toEqual([22500n, 0n, 7500n, 0n])
    const cash = linesOf(planOf([{ ...percent('4'), basis: 'collected' }]), dealOf('900.00'), undefined, {
      collections: [],
    })
    expect(cash.map(({ revenueMinor, cash: fromPayments }) => [revenueMinor, fromPayments])).toEqual([
      [90000n, true],
    ])
    const outside = linesOf(planOf([percent('1')], { effectiveFrom: '2027-01-01' }), dealOf('900.00'))
    expect(outside.map(({ revenueMinor }) => revenueMinor)).toEqual([0n])
  })

  it('goes by the date of the credit where the plan says so', () => {
    const plan = planOf([percent('10')], { decidingDate: 'registrationDate', effectiveTo: '2026-02-28' })
    const on = (over: Json) => amounts(plan, dealOf('100.00'), [credit('P1', over)])
    expect(on({ registeredAt: '2026-02-28T23:00:00Z' })).toEqual(['10.00'])
    expect(on({ termsDate: '2026-03-01' })).toEqual(['0.00'])
  })

  it('is never more than half a unit off the exact share, and within cap and floor', () => {
    const text = fc
      .bigInt({ min: 0n, max: 10n ** 15n })
      .map((minor) => formatDecimal({ amountMinor: minor, currency: 'USD' }))
    const rate = fc.integer({ min: 0, max: 10_000 })
    fc.assert(
      fc.property(text, rate, fc.option(text), (amount, bps, cap) => {
        const percentText = `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')}`
        const rules = [{ ...percent(percentText), ...(cap === null ? {} : { cap }) }]
        const [line] = linesOf(planOf(rules), dealOf(amount))
        const got = line?.amount.amountMinor ?? -1n
        const exactTimes10000 = parseMoney(amount, 'USD').amountMinor * BigInt(bps)
        const capMinor = cap === null ? null : parseMoney(cap, 'USD').amountMinor
        if (capMinor !== null && exactTimes10000 > capMinor * 10_000n) expect(got).toBe(capMinor)
        else
          expect(
            2n * (got * 10_000n - exactTimes10000) <= 10_000n &&
              2n * (got * 10_000n - exactTimes10000) > -10_000n,
          ).toBe(true)
      }),
    )
  })

  it('survives storage: the explanation is plain JSON', () => {
    const [line] = linesOf(planOf([percent('12.5')]), dealOf('19.99'))
    expect(JSON.parse(JSON.stringify(line?.why))).toEqual(line?.why)
  })
})

describe('why', () => {
  const did = 'Northwind Consulting sourced this deal'
  const paid = (collections: object[]) => ({ collections })

  it.each<[string, object, Parameters<typeof inputOf>[3], string]>([
    ['a percentage', percent('15'), {}, `${did}: 15 % of the deal amount $48,000.00 is $7,200.00.`],
    ['a flat fee', flat('1500.00'), {}, `${did}: a flat $1,500.00.`],
    [
      'a cap',
      { ...percent('15'), cap: '5000.00' },
      {},
      `${did}: 15 % of the deal amount $48,000.00, limited by the cap, is $5,000.00.`,
    ],
    [
      'a floor',
      { ...percent('1'), floor: '500.00' },
      {},
      `${did}: 1 % of the deal amount $48,000.00, raised to the minimum, is $500.00.`,
    ],
    [
      'no rule',
      { ...percent('15'), when: { tiers: ['platinum'] } },
      {},
      `${did}, but no rule of the plan applies: nothing is due.`,
    ],
    [
      'bands',
      graduated(),
      {},
      `${did}: the deal amount $48,000.00, in 3 bands from 20 % to 30 %, is $12,650.00.`,
    ],
    [
      'volume',
      volume(),
      {},
      `${did}: 30 % (the rate above $25,000.00) of the deal amount $48,000.00 is $14,400.00.`,
    ],
    [
      'an accelerator',
      graduated(QUARTER),
      { periodToDate: { P1: { sourcedRevenue: '20000.00' } } },
      `${did}: the deal amount $48,000.00 on top of $20,000.00 in 2026-Q1, in 2 bands from 25 % to 30 %, is $14,150.00.`,
    ],
    [
      'a re-rated period',
      volume(QUARTER),
      { periodToDate: { P1: { sourcedRevenue: '10000.00' } } },
      `${did}: the deal amount $48,000.00 on top of $10,000.00 in 2026-Q1, all of it at 30 % (the rate above $25,000.00) less what was earned before, is $15,400.00.`,
    ],
    [
      'a period cap',
      { ...percent('10'), periodCap: { period: 'year', amount: '5000.00' } },
      { periodToDate: { P1: { commission: '1000.00' } } },
      `${did}: 10 % of the deal amount $48,000.00, limited to what is left of the cap for 2026, is $4,000.00.`,
    ],
    [
      'an assumed payment',
      { ...percent('4'), basis: 'collected' },
      {},
      `${did}: 4 % of what the customer paid $48,000.00, if the customer pays it all, is $1,920.00.`,
    ],
    [
      'nothing paid',
      { ...percent('4'), basis: 'collected' },
      paid([]),
      `${did}: it earns with what the customer pays, which is nothing yet.`,
    ],
    [
      'recurring payments',
      { rate: { kind: 'recurring', percent: '20' } },
      paid([
        { id: 'C1', on: '2026-04-01', amount: '100.00' },
        { id: 'C2', on: '2026-05-01', amount: '100.00' },
      ]),
      `${did}: 20 % of each of 2 payments is $40.00.`,
    ],
    [
      'more given back than paid',
      { ...percent('4'), basis: 'collected' },
      paid([{ id: 'R1', on: '2026-04-01', amount: '-5.00' }]),
      `${did}, but what the commission is computed from is below zero: nothing is due.`,
    ],
  ])('is a sentence first: %s', (_, rule, over, sentence) => {
    expect(wordsOf(planOf([rule]), dealOf('48000.00'), undefined, over).sentence).toBe(sentence)
  })

  it('shows the arithmetic with its rounding', () => {
    expect(wordsOf(planOf([percent('7.5')]), dealOf('19.80')).steps).toEqual([
      { label: 'Deal amount', value: '$19.80' },
      { label: 'Rate', value: '7.5 %' },
      { label: 'Rounded half away from zero from $1.485', value: '$1.49' },
      { label: 'Commission', value: '$1.49' },
      { label: 'Plan', value: 'referral-2026, version 3' },
      { label: 'When', value: 'Payable in proportion to what the customer pays.' },
    ])
  })

  it('shows each band, the exchange rate and the way from before to after', () => {
    const fx = [{ from: 'USD', to: 'EUR', on: '2026-03-31', rate: '0.8' }]
    const over = { fx, periodToDate: { P1: { sourcedRevenue: '9000.00' } } }
    const { steps } = wordsOf(
      planOf([graduated(QUARTER)]),
      dealOf('4000.00', { currency: 'EUR' }),
      undefined,
      over,
    )
    expect(steps.slice(0, 9)).toEqual([
      { label: 'Deal amount', value: '€4,000.00' },
      { label: 'Exchange rate', value: '1 USD = 0.8 EUR on Mar 31, 2026' },
      { label: 'Converted by its inverse', value: '$5,000.00' },
      { label: 'Revenue sourced in 2026-Q1 before', value: '$9,000.00' },
      { label: 'With this deal', value: '$14,000.00' },
      { label: '20 % up to $10,000.00', value: '$1,000.00 → $200.00' },
      { label: '25 % from $10,000.00 to $25,000.00', value: '$4,000.00 → $1,000.00' },
      { label: 'Together', value: '$1,200.00' },
      { label: 'Commission', value: '$1,200.00' },
    ])
  })

  it('shows each payment with its year, those outside the term too', () => {
    const collections = [
      { id: 'C0', on: '2026-03-30', amount: '100.00' },
      { id: 'C1', on: '2026-04-10', amount: '110.00', tax: '10.00' },
      { id: 'R1', on: '2026-05-10', amount: '-50.00', refunds: 'C1' },
      { id: 'C2', on: '2027-03-31', amount: '100.00' },
    ]
    const rule = { rate: { kind: 'recurring', percent: '20', months: 12 } }
    expect(wordsOf(planOf([rule]), dealOf('1200.00'), undefined, { collections }).steps).toEqual([
      {
        label: 'Payment of Mar 30, 2026, net $100.00',
        value: 'before the deal closed on Mar 31, 2026, when the term begins',
      },
      { label: 'Payment of Apr 10, 2026, net $100.00', value: 'year 1 at 20 % → $20.00' },
      { label: 'Refund of May 10, 2026, net -$50.00', value: 'year 1 at 20 % → -$10.00' },
      { label: 'Payment of Mar 31, 2027, net $100.00', value: 'outside the term' },
      { label: 'Together', value: '$10.00' },
      { label: 'Commission', value: '$10.00' },
      { label: 'Plan', value: 'referral-2026, version 3' },
      { label: 'When', value: 'Payable as the customer pays.' },
    ])
  })

  it('tells a partner that shares a deal the total and its own part, and never who the others are', () => {
    const credits = [credit('P1', { share: '60' }), credit('P2', { share: '40' })]
    const why = whyOf(planOf([percent('15')], { splitSourcing: true }), dealOf('1000.00'), credits)
    const { sentence, steps } = whyText(why, 'Northwind')
    expect(sentence).toBe(
      'Northwind sourced this deal: 15 % of the deal amount $1,000.00 for a share of 60 % is $90.00.',
    )
    expect(steps).toContainEqual({
      label: 'Shared by the 2 partners that sourced the deal',
      value: '$150.00',
    })
    expect(steps).toContainEqual({ label: 'Share of 60 %', value: '$90.00' })
    expect(JSON.stringify(why)).not.toContain('"P2"')
  })

  it('gives each rule that did not apply with its reason', () => {
    const rules = [
      { ...percent('20'), when: { dealAmount: { atLeast: '50000.00' } } },
      percent('15'),
      { ...percent('5'), role: 'influenced' },
      percent('10'),
      { ...percent('1'), when: { closedWithinDaysOfRegistration: 60 } },
      { ...percent('2'), when: { products: ['core'] } },
      { ...percent('3'), when: { regions: ['APAC'] } },
    ]
    expect(wordsOf(planOf(rules), dealOf('48000.00', { lineItems: [] })).notApplied).toEqual([
      {
        rule: 'Sourcing partners get 20 % of the deal amount on deals of at least $50,000.00.',
        reason: 'It is for deals of at least $50,000.00; this one is $48,000.00.',
      },
      {
        rule: 'Influencing partners get 5 % of the deal amount.',
        reason: 'It is for influenced partners; this one is sourced.',
      },
      { rule: 'Sourcing partners get 10 % of the deal amount.', reason: 'An earlier rule applied.' },
      {
        rule: 'Sourcing partners get 1 % of the deal amount when the deal closes within 60 days of registration.',
        reason: 'It is for deals that close within 60 days of registration; this one has no registration.',
      },
      {
        rule: 'Sourcing partners get 2 % of the deal amount on deals with core.',
        reason: 'It is for deals with core; this one has no line items.',
      },
      {
        rule: 'Sourcing partners get 3 % of the deal amount on deals in APAC.',
        reason: 'It is for deals in APAC; the region of this one is unknown.',
      },
    ])
  })

  it('says that the plan was not in force', () => {
    const text = wordsOf(planOf([percent('12')], { effectiveFrom: '2026-07-01' }), dealOf('1000.00'))
    expect(text.sentence).toBe(
      `${did}, but it closes on Mar 31, 2026 and the plan is for deals that close from Jul 1, 2026: nothing is due.`,
    )
  })

  it('says why a commission was taken back', () => {
    const text = whyText(
      withdrawnWhy(whyOf(planOf([percent('15')]), dealOf('48000.00')), 'the deal was reopened'),
      'Northwind',
    )
    expect(text.sentence).toBe('Northwind sourced this deal, but the deal was reopened: nothing is due.')
    expect(text.steps[0]).toEqual({ label: 'Commission', value: '$0.00' })
  })

  it('is not made when nobody asks', () => {
    const outcome = evaluateCommission(inputOf(planOf([percent('15')]), dealOf('1.00')), { why: false })
    expect(outcome).toMatchObject({ kind: 'lines', lines: [{ why: null, amount: { amountMinor: 15n } }] })
  })
})
