import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { money } from '../../money/money.ts'
import { parsePlan } from '../parse-plan.ts'
import type { ExchangeRate } from '../input.ts'
import type { Plan } from '../plan.ts'
import { compareDeals, type SimulatedCredit, type SimulatedDeal } from './simulated-deal.ts'
import { simulate, Simulation, type SimulatedCreditRow, type SimulationOptions } from './simulation.ts'
import { simulationCsvLine } from './simulation-csv.ts'

const PERCENT = {
  id: 'percent',
  role: 'sourced',
  basis: 'dealAmount',
  rate: { kind: 'percent', percent: '10' },
}

function plan(rules: readonly object[], over: object = {}): Plan {
  const reading = parsePlan({
    id: 'plan',
    version: 1,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: '2030-01-01',
    effectiveTo: null,
    earning: { kind: 'onWon' },
    rules,
    ...over,
  })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading.plan
}

function credit(partnerId: string, over: Partial<SimulatedCredit> = {}): SimulatedCredit {
  return {
    creditId: `credit of ${partnerId}`,
    partnerId,
    partnerName: `Partner ${partnerId}`,
    partnerType: 'referral',
    programme: null,
    tier: 'gold',
    tierToday: null,
    role: 'sourced',
    share: { numerator: 1n, denominator: 1n },
    sharePercent: '100',
    registeredAt: null,
    creditedOn: null,
    termsDate: null,
    ...over,
  }
}

function deal(
  id: string,
  amountMinor: bigint,
  over: Partial<SimulatedDeal['deal']> & { credits?: SimulatedCredit[] } = {},
): SimulatedDeal {
  const { credits = [credit('P1')], ...facts } = over
  const currency = facts.currency ?? 'USD'
  return {
    name: null,
    credits,
    collections: null,
    deal: {
      id,
      currency,
      amount: money(amountMinor, currency),
      firstYearAcv: null,
      grossMargin: null,
      lineItems: null,
      dealType: null,
      region: null,
      closeDate: '2026-03-31',
      ...facts,
    },
  }
}

const options = (then: Plan, over: Partial<SimulationOptions> = {}): SimulationOptions => ({
  then,
  now: null,
  fx: [],
  from: '2026-01-01',
  to: '2026-12-31',
  ...over,
})

const dollars = (minor: bigint) => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return { amount: `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'USD' }
}
const GRADUATED = {
  id: 'graduated',
  role: 'sourced',
  basis: 'dealAmount',
  rate: {
    kind: 'graduated',
    bands: [
      { upTo: '10000.00', percent: '20' },
      { upTo: '25000.00', percent: '25' },
      { upTo: null, percent: '30' },
    ],
  },
}
const QUARTERLY = {
  id: 'quarterly',
  role: 'sourced',
  basis: 'dealAmount',
  rate: {
    kind: 'volume',
    boundary: 'inclusive',
    measure: { period: 'quarter', of: 'sourcedRevenue' },
    bands: [
      { upTo: '20000.00', percent: '5' },
      { upTo: null, percent: '7.5' },
    ],
  },
}

const someDeals = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 9_999 }),
      amount: fc.bigInt({ min: 0n, max: 5_000_000n }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
      partner: fc.constantFrom('P1', 'P2', 'P3', null),
    }),
    { selector: ({ id }) => id, maxLength: 40 },
  )
  .map((rows) =>
    rows
      .map(({ id, amount, month, day, partner }) =>
        deal(`D${id}`, amount, {
          closeDate: `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
          credits: partner === null ? [] : [credit(partner)],
        }),
      )
      .sort(compareDeals),
  )

describe('totals', () => {
  it('are those of an arithmetic of its own: graduated bands, deal by deal', () => {
    fc.assert(
      fc.property(someDeals, (deals) => {
        const expected = new Map<string, bigint>()
        for (const { deal: facts, credits } of deals) {
          const minor = facts.amount?.amountMinor ?? 0n
          const slice = (from: bigint, to: bigint) => (minor > to ? to : minor) - from
          const exact =
            (minor > 0n ? slice(0n, 1_000_000n) * 20n : 0n) +
            (minor > 1_000_000n ? slice(1_000_000n, 2_500_000n) * 25n : 0n) +
            (minor > 2_500_000n ? (minor - 2_500_000n) * 30n : 0n)
          const partner = credits[0]?.partnerId
          if (partner) expected.set(partner, (expected.get(partner) ?? 0n) + (exact * 2n + 100n) / 200n)
        }
        const result = simulate(options(plan([GRADUATED])), deals)
        const found = result.partners.map(({ partnerId, then }) => [partnerId, then] as const)
        expect(new Map(found)).toEqual(new Map([...expected].map(([id, minor]) => [id, dollars(minor)])))
        expect(result.costThen).toEqual(dollars([...expected.values()].reduce((a, b) => a + b, 0n)))
        expect(result.deals).toBe(deals.length)
        const amounts = deals.reduce((sum, one) => sum + (one.deal.amount?.amountMinor ?? 0n), 0n)
        expect(result.dealAmount).toEqual(dollars(amounts))
      }),
    )
  })

  it('count what a partner brought in the quarter so far, and begin anew with the next', () => {
    fc.assert(
      fc.property(someDeals, (deals) => {
        const brought = new Map<string, bigint>()
        let expected = 0n
        for (const { deal: facts, credits } of deals) {
          const [own] = credits
          if (!own) continue
          const quarter = `${own.partnerId} ${Math.ceil(Number(facts.closeDate.slice(5, 7)) / 3)}`
          const before = brought.get(quarter) ?? 0n
          const after = before + (facts.amount?.amountMinor ?? 0n)
          const paid = (total: bigint) => total * (total <= 2_000_000n ? 500n : 750n)
          expected += ((paid(after) - paid(before)) * 2n + 10_000n) / 20_000n
          brought.set(quarter, after)
        }
        expect(simulate(options(plan([QUARTERLY])), deals).costThen).toEqual(dollars(expected))
      }),
    )
  })

  it('are the same per credit, per partner and per month', () => {
    fc.assert(
      fc.property(someDeals, (deals) => {
        const rows: SimulatedCreditRow[] = []
        const now = { kind: 'plan', plan: plan([PERCENT]) } as const
        const given = options(plan([QUARTERLY]), { now, onCredit: (row) => rows.push(row) })
        const result = simulate(given, deals)
        const sum = (minors: readonly (bigint | null)[]) =>
          dollars(minors.reduce((total: bigint, minor) => total + (minor ?? 0n), 0n))
        const cents = ({ amount }: { amount: string }) => BigInt(amount.replace('.', ''))
        expect(sum(rows.map(({ thenMinor }) => thenMinor))).toEqual(result.costThen)
        expect(sum(rows.map(({ nowMinor }) => nowMinor))).toEqual(result.costNow)
        for (const parts of [result.partners, result.months]) {
          expect(sum(parts.map(({ then }) => cents(then)))).toEqual(result.costThen)
          expect(sum(parts.map((part) => (part.now ? cents(part.now) : null)))).toEqual(result.costNow)
        }
        expect(sum(result.partners.map((part) => (part.delta ? cents(part.delta) : null)))).toEqual(
          result.delta,
        )
      }),
    )
  })
})

test('deals that come one by one give the same as all at once, whoever asks in between', () => {
  fc.assert(
    fc.property(someDeals, (deals) => {
      const given = options(plan([QUARTERLY, { ...PERCENT, stack: true }]))
      const simulation = new Simulation(given)
      for (const one of deals) {
        simulation.add(one)
        simulation.result()
      }
      expect(simulation.result()).toEqual(simulate(given, deals))
    }),
  )
})

test('a plan against itself differs nowhere', () => {
  fc.assert(
    fc.property(someDeals, fc.constantFrom(PERCENT, GRADUATED, QUARTERLY), (deals, rule) => {
      const same = plan([rule])
      const result = simulate(options(same, { now: { kind: 'plan', plan: same } }), deals)
      expect(result.delta).toEqual(dollars(0n))
      for (const { delta } of result.partners) expect(delta).toEqual(dollars(0n))
      for (const { now, then } of result.months) expect(now).toEqual(then)
    }),
  )
})

test('a deal that comes before the last one, or twice, is refused', () => {
  const simulation = new Simulation(options(plan([PERCENT])))
  simulation.add(deal('B', 1n))
  expect(() => simulation.add(deal('A', 1n))).toThrow(RangeError)
  expect(() => simulation.add(deal('B', 1n))).toThrow(RangeError)
  expect(() => simulation.add(deal('C', 1n, { closeDate: '2026-03-30' }))).toThrow(RangeError)
})

test('partners who gain most come first and those who lose most last', () => {
  const now = plan([PERCENT])
  const then = plan([
    { ...PERCENT, id: 'more', when: { tiers: ['gold'] }, rate: { kind: 'percent', percent: '12' } },
    { ...PERCENT, id: 'less', rate: { kind: 'percent', percent: '5' } },
  ])
  const silver = (id: string) => [credit(id, { tier: 'silver' })]
  const result = simulate(options(then, { now: { kind: 'plan', plan: now } }), [
    deal('D1', 100_000n, { credits: silver('P1') }),
    deal('D2', 100_000n, { credits: [credit('P2')] }),
    deal('D3', 300_000n, { credits: silver('P3') }),
    deal('D4', 50_000n, { credits: [credit('P4')] }),
  ])
  expect(result.partners.map(({ partnerId, delta }) => [partnerId, delta?.amount])).toEqual([
    ['P2', '20.00'],
    ['P4', '10.00'],
    ['P1', '-50.00'],
    ['P3', '-150.00'],
  ])
})

describe('what is in force now', () => {
  const first = plan([PERCENT], { effectiveFrom: '2026-01-01', effectiveTo: '2026-06-30' })
  const second = plan([{ ...PERCENT, rate: { kind: 'percent', percent: '20' } }], {
    version: 2,
    effectiveFrom: '2026-07-01',
    openDeals: 'keepTerms',
  })
  const now = { kind: 'versions', versions: [second, first] } as const

  it('is chosen per credit by its window, and by the day of the registration where a version says so', () => {
    const result = simulate(options(plan([PERCENT]), { now }), [
      deal('D1', 10_000n, { closeDate: '2025-12-31', credits: [credit('before any')] }),
      deal('D2', 10_000n, { closeDate: '2026-06-30', credits: [credit('first')] }),
      deal('D3', 10_000n, { closeDate: '2026-07-01', credits: [credit('second')] }),
      deal('D4', 10_000n, {
        closeDate: '2026-07-02',
        credits: [credit('kept', { creditedOn: '2026-06-01' })],
      }),
    ])
    const found = result.partners.map(({ partnerId, now: cost, then }) => [
      partnerId,
      cost?.amount,
      then.amount,
    ])
    expect(new Set(found)).toEqual(
      new Set([
        ['before any', '0.00', '10.00'],
        ['first', '10.00', '10.00'],
        ['second', '20.00', '10.00'],
        ['kept', '10.00', '10.00'],
      ]),
    )
  })

  it('has no cost beside a draft in another currency, and says so', () => {
    const inEuro = plan([PERCENT], { currency: 'EUR' })
    const fx: ExchangeRate[] = [
      { from: 'EUR', to: 'USD', on: '2026-01-01', rate: { numerator: 2n, denominator: 1n }, text: '2' },
    ]
    const result = simulate(options(plan([PERCENT]), { now: { kind: 'plan', plan: inEuro }, fx }), [
      deal('D1', 10_000n),
    ])
    expect(result).toMatchObject({
      costNow: null,
      delta: null,
      costThen: { amount: '10.00' },
      partners: [{ now: null, then: { amount: '10.00' }, delta: null }],
      months: [{ now: null }],
      notRated: [
        { reason: expect.stringContaining('pays in EUR and the draft in USD'), deals: 1, examples: ['D1'] },
      ],
    })
  })
})

describe('what cannot be rated', () => {
  const acv = { ...PERCENT, basis: 'firstYearAcv' }

  it('is in neither sum and named by its reason with up to five examples', () => {
    const deals = [1, 2, 3, 4, 5, 6, 7].map((n) => deal(`D${n}`, 10_000n))
    const known = deal('D8', 10_000n, { firstYearAcv: money(5_000n, 'USD') })
    const rows: SimulatedCreditRow[] = []
    const now = { kind: 'plan', plan: plan([PERCENT]) } as const
    const given = options(plan([acv]), { now, onCredit: (row) => rows.push(row) })
    const result = simulate(given, [...deals, known])
    expect(result).toMatchObject({
      deals: 8,
      dealAmount: { amount: '800.00' },
      costNow: { amount: '10.00' },
      costThen: { amount: '5.00' },
      notRated: [
        {
          reason: 'The commission is on first-year ACV, which the deal does not say.',
          deals: 7,
          examples: ['D1', 'D2', 'D3', 'D4', 'D5'],
        },
      ],
    })
    expect(rows.map(({ note }) => note !== null)).toEqual([true, true, true, true, true, true, true, false])
  })

  it('under the plan in force is in neither sum either', () => {
    const now = { kind: 'plan', plan: plan([acv]) } as const
    expect(simulate(options(plan([PERCENT]), { now }), [deal('D1', 10_000n)])).toMatchObject({
      costNow: { amount: '0.00' },
      costThen: { amount: '0.00' },
      partners: [],
      notRated: [{ reason: expect.stringMatching(/^Under the plan in force: /), deals: 1 }],
    })
  })

  it('for want of a rate, of an amount, or of an agreement on who sourced is named', () => {
    const two = [
      credit('P1', { share: { numerator: 1n, denominator: 2n } }),
      credit('P2', { share: { numerator: 1n, denominator: 2n } }),
    ]
    const { notRated } = simulate(options(plan([PERCENT])), [
      deal('D1', 10_000n, { currency: 'EUR' }),
      deal('D2', 0n, { amount: null }),
      deal('D3', 10_000n, { credits: two }),
    ])
    expect(new Set(notRated.map(({ reason }) => reason))).toEqual(
      new Set([
        'There is no exchange rate from EUR to USD for the day of the deal.',
        'There is no exchange rate for the day of the deal, so it is missing in the sum of deal amounts.',
        'The commission is on the deal amount, which the deal does not say.',
        'The deal has no amount, so it is missing in the sum of deal amounts.',
        'Several partners sourced the deal, and the plan does not split sourcing.',
      ]),
    )
  })

  it('is not a deal without credit, nor a second credit of a partner', () => {
    const both = [credit('P1', { role: 'influenced', creditId: 'second' }), credit('P1')]
    const rows: SimulatedCreditRow[] = []
    const given = options(plan([PERCENT]), { onCredit: (row) => rows.push(row) })
    const result = simulate(given, [
      deal('D1', 10_000n, { credits: [] }),
      deal('D2', 10_000n, { credits: both }),
    ])
    expect(result).toMatchObject({ deals: 2, dealAmount: { amount: '200.00' }, notRated: [] })
    expect(result.costThen.amount).toBe('10.00')
    expect(rows.map(({ thenMinor, note }) => [thenMinor, note])).toEqual([
      [null, 'The partner also sourced this deal, and is credited once.'],
      [1_000n, null],
    ])
  })
})

describe('cliffs', () => {
  const volume = (boundary: string, measure: unknown = 'deal') => ({
    ...PERCENT,
    id: 'volume',
    rate: {
      kind: 'volume',
      boundary,
      measure,
      bands: [
        { upTo: '10000.00', percent: '20' },
        { upTo: null, percent: '25' },
      ],
    },
  })
  const found = (rules: object[], deals: SimulatedDeal[], over: Partial<SimulationOptions> = {}) => {
    const { cliffs, cliffCount } = simulate(options(plan(rules), over), deals)
    expect(cliffCount).toBe(cliffs.length)
    return cliffs.map((cliff) => [
      cliff.dealId,
      cliff.threshold.amount,
      cliff.distance.amount,
      cliff.step.amount,
    ])
  }

  it.each(['inclusive', 'exclusive'])('are the ends of volume bands within 5 % of them (%s)', (boundary) => {
    const deals = [
      deal('D1', 949_999n),
      deal('D2', 950_000n),
      deal('D3', 1_000_000n),
      deal('D4', 1_050_000n),
      deal('D5', 1_050_001n),
    ]
    expect(found([volume(boundary)], deals)).toEqual([
      ['D2', '10000.00', '500.00', '500.00'],
      ['D3', '10000.00', '0.00', '500.00'],
      ['D4', '10000.00', '500.00', '500.00'],
    ])
  })

  it('are the bounds of amounts between rules, each counted once', () => {
    const small = { ...PERCENT, id: 'small', when: { dealAmount: { atMost: '10000.00' } } }
    const large = {
      ...PERCENT,
      id: 'large',
      when: { dealAmount: { above: '10000.00' } },
      rate: { kind: 'percent', percent: '8' },
    }
    // A cent more earns 8 % of 10,000.01 instead of 10 % of 10,000.00.
    expect(found([small, large], [deal('D1', 990_000n)])).toEqual([['D1', '10000.00', '100.00', '-200.00']])
  })

  it('are the totals of a period that a deal carries a partner over, with its share', () => {
    const measure = { period: 'month', of: 'sourcedRevenue' }
    const deals = [
      deal('D1', 900_000n),
      deal('D2', 130_000n),
      // Begins above: no size of it could have stayed below.
      deal('D3', 10_000n),
    ]
    expect(found([volume('inclusive', measure)], deals)).toEqual([['D2', '10000.00', '300.00', '500.00']])
  })

  it('are seen in the currency of the plan', () => {
    const fx: ExchangeRate[] = [
      { from: 'EUR', to: 'USD', on: '2026-01-01', rate: { numerator: 2n, denominator: 1n }, text: '2' },
    ]
    const deals = [deal('D1', 490_000n, { currency: 'EUR' }), deal('D2', 990_000n, { currency: 'EUR' })]
    expect(found([volume('inclusive')], deals, { fx })).toEqual([['D1', '10000.00', '200.00', '500.00']])
  })

  it('keep the proportion of what else the deal says', () => {
    const fx: ExchangeRate[] = [
      { from: 'EUR', to: 'USD', on: '2026-01-01', rate: { numerator: 2n, denominator: 1n }, text: '2' },
    ]
    const acv = { ...PERCENT, basis: 'firstYearAcv' }
    const small = { ...acv, id: 'small', when: { dealAmount: { atMost: '10000.00' } } }
    const large = { ...acv, id: 'large', rate: { kind: 'percent', percent: '20' } }
    const half = deal('D1', 490_000n, { currency: 'EUR', firstYearAcv: money(245_000n, 'EUR') })
    // 10 % or 20 % of the half of 10,000.00.
    expect(found([small, large], [half], { fx })).toEqual([['D1', '10000.00', '200.00', '500.00']])
  })

  it('are none where nothing jumps: graduated bands, a cap that both sides reach', () => {
    const deals = [deal('D1', 1_000_000n)]
    expect(found([GRADUATED], deals)).toEqual([])
    expect(found([{ ...volume('inclusive'), cap: '500.00' }], deals)).toEqual([])
  })

  it('are shown up to a hundred, the largest step first, and all counted', () => {
    const tiers = [1, 2].map((n) => ({
      ...volume('inclusive'),
      id: `tier-${n}`,
      when: { tiers: [`tier-${n}`] },
      ...(n === 2 ? { cap: '2100.00' } : {}),
    }))
    const deals = Array.from({ length: 900 }, (_, n) =>
      deal(`D${String(n).padStart(3, '0')}`, 1_000_000n, {
        credits: [credit('P1', { tier: n % 30 === 0 ? 'tier-1' : 'tier-2' })],
      }),
    )
    const { cliffs, cliffCount } = simulate(options(plan(tiers)), deals)
    expect(cliffCount).toBe(900)
    expect(cliffs.map(({ step }) => step.amount)).toEqual([
      ...Array.from({ length: 30 }, () => '500.00'),
      ...Array.from({ length: 70 }, () => '100.00'),
    ])
  })
})

describe('tier moves', () => {
  const byTier = [
    { ...PERCENT, id: 'silver', when: { tiers: ['silver'] } },
    { ...PERCENT, id: 'gold', when: { tiers: ['gold'] }, rate: { kind: 'percent', percent: '15' } },
  ]
  const was = (tier: string, tierToday: string | null) => [credit('P1', { tier, tierToday })]

  it('say what the deals of a partner would cost at the tier of today', () => {
    const { tierMoves } = simulate(options(plan(byTier)), [
      deal('D1', 100_000n, { credits: was('silver', 'gold') }),
      deal('D2', 200_000n, { credits: was('silver', 'gold') }),
      deal('D3', 400_000n, { credits: was('gold', 'gold') }),
      deal('D4', 400_000n, { credits: was('gold', null) }),
    ])
    expect(tierMoves).toEqual([
      {
        partnerId: 'P1',
        partnerName: 'Partner P1',
        from: 'silver',
        to: 'gold',
        deals: 2,
        then: dollars(30_000n),
        atNewTier: dollars(45_000n),
      },
    ])
  })

  it('count what the tier of today would have used up of a cap before', () => {
    const capped = byTier.map((rule) => ({ ...rule, periodCap: { period: 'year', amount: '400.00' } }))
    const { tierMoves } = simulate(options(plan(capped)), [
      deal('D1', 200_000n, { credits: was('silver', 'gold') }),
      deal('D2', 200_000n, { credits: was('silver', 'gold') }),
    ])
    // 200 + 200 then; 300 and the 100 that are left of the cap today.
    expect(tierMoves).toMatchObject([{ then: dollars(40_000n), atNewTier: dollars(40_000n) }])
  })
})

test('a line of the export is harmless for a spreadsheet and leaves unsaid amounts empty', () => {
  const rows: SimulatedCreditRow[] = []
  const given = options(plan([PERCENT]), { onCredit: (row) => rows.push(row) })
  simulate(given, [{ ...deal('=D1', 10_000n), name: '=HYPERLINK("x")' }])
  const [row] = rows
  if (!row) throw new Error('no row came')
  expect(simulationCsvLine(row, 'USD')).toBe(
    `'=D1,"'=HYPERLINK(""x"")",2026-03-31,100.00,USD,P1,Partner P1,sourced,100,gold,,,percent,,10.00,,USD,\r\n`,
  )
})
