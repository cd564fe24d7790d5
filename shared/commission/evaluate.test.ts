import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDecimal } from '../money/format.ts'
import { parseMoney } from '../money/parse-decimal.ts'
import type { CommissionCredit, CommissionDeal } from './deal.ts'
import { type CommissionLine, evaluateCommission } from './evaluate.ts'
import { parsePlan } from './parse-plan.ts'
import type { Plan } from './plan.ts'
import { whyText } from './why-text.ts'
import { withdrawnWhy } from './why.ts'

const planOf = (rules: object[], over: object = {}): Plan => {
  const reading = parsePlan({
    id: 'referral-2026',
    version: 3,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: '2026-01-01',
    earning: { kind: 'onCollection' },
    rules: rules.map((rule, index) => ({
      id: `rule-${index}`,
      role: 'sourced',
      basis: 'dealAmount',
      ...rule,
    })),
    ...over,
  })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading.plan
}
const percent = (text: string) => ({ rate: { kind: 'percent', percent: text } })
const flat = (text: string) => ({ rate: { kind: 'flat', amount: text } })
const dealOf = (amount: string | null, over: Partial<CommissionDeal> = {}): CommissionDeal => ({
  id: 'D1',
  currency: 'USD',
  amount: amount === null ? null : parseMoney(amount, over.currency ?? 'USD', { signed: true }),
  firstYearAcv: null,
  dealType: 'new',
  closeDate: '2026-03-31',
  ...over,
})
const credit = (partnerId = 'P1', over: Partial<CommissionCredit> = {}): CommissionCredit => ({
  creditId: `credit-${partnerId}`,
  partnerId,
  partnerType: 'referral',
  tier: 'gold',
  role: 'sourced',
  shareBps: 10_000,
  ...over,
})
const linesOf = (plan: Plan, deal: CommissionDeal, credits = [credit()]): CommissionLine[] => {
  const outcome = evaluateCommission({ plan, deal, credits })
  if (outcome.kind !== 'lines') throw new Error(outcome.kind)
  return outcome.lines
}
const amounts = (...input: Parameters<typeof linesOf>) =>
  linesOf(...input).map(({ amount }) => formatDecimal(amount))

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
    const deal = dealOf('90000.00', { firstYearAcv: parseMoney('50000.00', 'USD') })
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
    const input = { plan: planOf([flat('100.00')]), deal: dealOf(null), credits: [credit()] }
    expect(evaluateCommission(input)).toEqual({ kind: 'no_amount', missing: 'dealAmount' })
    const acv = {
      ...input,
      plan: planOf([{ ...percent('10'), basis: 'firstYearAcv' }]),
      deal: dealOf('5.00'),
    }
    expect(evaluateCommission(acv)).toEqual({ kind: 'no_amount', missing: 'firstYearAcv' })
  })

  it('asks for a rate when the deal is in another currency', () => {
    const input = {
      plan: planOf([percent('10')]),
      deal: dealOf('100.00', { currency: 'EUR' }),
      credits: [credit()],
    }
    expect(evaluateCommission(input)).toEqual({ kind: 'needs_rate', from: 'EUR', to: 'USD' })
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
  const words = (rules: object[], amount: string, over: Partial<CommissionCredit> = {}) => {
    const [line] = linesOf(planOf(rules), dealOf(amount), [credit('P1', over)])
    if (!line) throw new Error('no line')
    return whyText(line.why, 'Northwind Consulting')
  }

  it.each([
    [
      [percent('15')],
      '48000.00',
      'Northwind Consulting sourced this deal: 15 % of the deal amount $48,000.00 is $7,200.00.',
    ],
    [[flat('1500.00')], '48000.00', 'Northwind Consulting sourced this deal: a flat $1,500.00.'],
    [
      [{ ...percent('15'), cap: '5000.00' }],
      '48000.00',
      'Northwind Consulting sourced this deal: 15 % of the deal amount $48,000.00, limited by the cap, is $5,000.00.',
    ],
    [
      [{ ...percent('15'), when: { tiers: ['platinum'] } }],
      '48000.00',
      'Northwind Consulting sourced this deal, but no rule of the plan applies: nothing is due.',
    ],
  ])('is a sentence first (%#)', (rules, amount, sentence) => {
    expect(words(rules, amount).sentence).toBe(sentence)
  })

  it('shows the arithmetic with its rounding', () => {
    expect(words([percent('7.5')], '19.80').steps).toEqual([
      { label: 'Deal amount', value: '$19.80' },
      { label: 'Rate', value: '7.5 %' },
      { label: 'Rounded half away from zero', value: '$1.49' },
      { label: 'Commission', value: '$1.49' },
      { label: 'Plan', value: 'referral-2026, version 3' },
      { label: 'When', value: 'Payable in proportion to what the customer pays.' },
    ])
  })

  it('gives each rule that did not apply with its reason', () => {
    const rules = [
      { ...percent('20'), when: { dealAmount: { atLeast: '50000.00' } } },
      percent('15'),
      { ...percent('5'), role: 'influenced' },
      percent('10'),
    ]
    expect(words(rules, '48000.00').notApplied).toEqual([
      {
        rule: 'Sourced: 20 % of the deal amount, on deals of at least $50,000.00',
        reason: 'It is for deals of at least $50,000.00; this one is $48,000.00.',
      },
      {
        rule: 'Influenced: 5 % of the deal amount',
        reason: 'It is for influenced partners; this one is sourced.',
      },
      { rule: 'Sourced: 10 % of the deal amount', reason: 'An earlier rule applied.' },
    ])
  })

  it('says that the plan was not in force', () => {
    const plan = planOf([percent('12')], { effectiveFrom: '2026-07-01' })
    const [line] = linesOf(plan, dealOf('1000.00', { closeDate: '2026-06-30' }))
    expect(line && whyText(line.why, 'Northwind').sentence).toBe(
      'Northwind sourced this deal, but it closes on 2026-06-30 and the plan is for deals that close from 2026-07-01: nothing is due.',
    )
  })

  it('says why a commission was taken back', () => {
    const [line] = linesOf(planOf([percent('15')]), dealOf('48000.00'))
    if (!line) throw new Error('no line')
    const text = whyText(withdrawnWhy(line.why, 'the deal was reopened'), 'Northwind')
    expect(text.sentence).toBe('Northwind sourced this deal, but the deal was reopened: nothing is due.')
    expect(text.steps[0]).toEqual({ label: 'Commission', value: '$0.00' })
  })
})
