import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan, Rule } from '../../shared/commission/plan.ts'
import { amountAbove, amountBelow } from '../../shared/commission/lint/amount-interval.ts'
import { amountGaps, amountOverlaps } from '../../shared/commission/lint/amount-ranges.ts'
import { bandCliffs } from '../../shared/commission/lint/band-cliffs.ts'
import { boundaryStakes } from '../../shared/commission/lint/boundary.ts'
import { lintPlan } from '../../shared/commission/lint/lint-plan.ts'
import { type Claim, randomClaim, randomTerms, rated } from './random-plans.ts'
import { rangeCliffs } from '../../shared/commission/lint/range-cliffs.ts'
import { unreachable } from '../../shared/commission/lint/reach.ts'
import { sampleContext } from '../../shared/commission/lint/sample-terms.ts'

const plans = randomTerms
  .map(parsePlan)
  .filter((reading) => reading.ok)
  .map(({ plan }) => plan)
const context = sampleContext({
  dealCurrencies: ['USD', 'EUR'],
  programme: { partnerType: 'referral', tiers: ['silver', 'gold'] },
})

/** Terms with something else at a random place. */
const damaged = fc
  .tuple(randomTerms, fc.jsonValue(), fc.infiniteStream(fc.nat(40)))
  .map(([terms, value, turns]) => {
    const copy: unknown = JSON.parse(JSON.stringify(terms))
    let at = copy
    for (const turn of turns) {
      if (typeof at !== 'object' || at === null) break
      const keys = Object.keys(at)
      const key = keys[turn % Math.max(keys.length, 1)]
      if (key === undefined) break
      const inner: unknown = Reflect.get(at, key)
      if (turn % 3 === 0 || typeof inner !== 'object' || inner === null) {
        Reflect.set(at, key, value)
        break
      }
      at = inner
    }
    return copy
  })

const ofPeriod = ({ rate }: Rule): boolean => rate.kind === 'volume' && rate.measure.kind === 'period'

describe('lint of any JSON', () => {
  it('never throws, and lets nothing pass as without error that the engine cannot read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damaged, randomTerms), (terms) => {
        const findings = lintPlan(terms, context)
        const errors = findings.filter(({ severity }) => severity === 'error')
        if (errors.length === 0) expect(parsePlan(terms).ok).toBe(true)
        expect(lintPlan(terms, context)).toEqual(findings)
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
        for (const { id, why, fix } of findings) {
          expect(id.length).toBeLessThanOrEqual(300)
          expect(why).toMatch(/\d/)
          expect(fix).toMatch(/\.$/)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives a finding the same id wherever its rule stands', () => {
    fc.assert(
      fc.property(randomTerms, (terms) => {
        const unrelated = { id: 'zz', role: 'sourced', rate: { kind: 'flat', amount: '1.00' }, stack: true }
        const ids = (rules: unknown[]) =>
          lintPlan({ ...terms, rules }, sampleContext())
            .map(({ id }) => id)
            .toSorted()
        expect(ids([unrelated, ...terms.rules])).toEqual(ids(terms.rules))
      }),
    )
  })
})

describe('what lint says of a random plan, asked of the engine', () => {
  it('a rule called unreachable never rates a credit', () => {
    let asked = 0
    fc.assert(
      fc.property(
        plans,
        fc.array(fc.tuple(randomClaim, fc.integer({ min: 0, max: 9_000 })), { minLength: 60, maxLength: 60 }),
        (plan, claims) => {
          for (const { rule } of unreachable(plan)) {
            for (const [claim, amount] of claims) {
              asked += 1
              expect(rated(plan, rule.role, claim, BigInt(amount)).ruleId).not.toBe(rule.id)
            }
          }
        },
      ),
      { numRuns: 300 },
    )
    expect(asked).toBeGreaterThan(100)
  })

  it('a gap is matched by no rule, and what lies right below it by the rule that ends there', () => {
    let found = 0
    fc.assert(
      fc.property(plans, (plan) => {
        for (const { below, from, to } of amountGaps(plan, { programme: null })) {
          const first = amountAbove(from)
          if (to !== null && amountBelow(to) < first) continue
          found += 1
          const open = claims(plan).some((claim) => rated(plan, below.role, claim, first).ruleId === null)
          expect(open).toBe(true)
          const ends = claims(plan).some(
            (claim) => rated({ ...plan, rules: [below] }, below.role, claim, first - 1n).ruleId,
          )
          expect(ends || from % 2n !== 0n).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
    expect(found).toBeGreaterThan(10)
  })

  it('an overlap is matched by both rules, and the first of them wins', () => {
    let found = 0
    fc.assert(
      fc.property(plans, fc.array(randomClaim, { minLength: 40, maxLength: 40 }), (plan, claims) => {
        for (const { first, second, from } of amountOverlaps(plan)) {
          const at = amountAbove(from)
          for (const claim of claims) {
            const alone = (rule: Rule) => rated({ ...plan, rules: [rule] }, rule.role, claim, at).ruleId
            expect(alone(first) === null).toBe(alone(second) === null)
            if (alone(first) === null) continue
            found += 1
            expect(rated({ ...plan, rules: [first, second] }, first.role, claim, at).ruleId).toBe(first.id)
          }
        }
      }),
      { numRuns: 400 },
    )
    expect(found).toBeGreaterThan(10)
  })

  it('a cliff between two rules is the difference of two deals one cent apart', () => {
    let found = 0
    fc.assert(
      fc.property(plans, (plan) => {
        for (const { below, above, lowMinor, stepMinor } of rangeCliffs(plan)) {
          const seen = claims(plan).some((claim) => {
            const low = rated(plan, below.role, claim, lowMinor)
            const high = rated(plan, below.role, claim, lowMinor + 1n)
            if (low.ruleId !== below.id || high.ruleId !== above.id) return false
            expect(high.amountMinor - low.amountMinor).toBe(stepMinor)
            return true
          })
          if (seen) found += 1
        }
      }),
      { numRuns: 200 },
    )
    expect(found).toBeGreaterThan(10)
  })

  it('a cliff of bands is the difference of two deals one cent apart, for a cap of none', () => {
    let found = 0
    fc.assert(
      fc.property(plans, (plan) => {
        for (const rule of plan.rules.filter(({ capMinor, stack }) => capMinor === null && !stack)) {
          // In a period the minimum of the deal before hides a fall that the deal after it shows.
          if (rule.floorMinor !== null && ofPeriod(rule)) continue
          for (const { lowMinor, highMinor, stepMinor } of bandCliffs(plan, rule)) {
            const [low, high] = [lowMinor, highMinor].map((amount) => payingAll(plan, rule, amount))
            expect(highMinor - lowMinor).toBe(1n)
            expect((high ?? 0n) - (low ?? 0n)).toBe(stepMinor)
            found += 1
          }
        }
      }),
      { numRuns: 500 },
    )
    expect(found).toBeGreaterThan(10)
  })

  it('a volume rate moves by a cent and its limits nowhere but at its cliffs', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 0, max: 9_500 }), (plan, amount) => {
        for (const rule of plan.rules.filter(({ rate, stack }) => rate.kind === 'volume' && !stack)) {
          const low = BigInt(amount)
          const step = payingAll(plan, rule, low + 1n) - payingAll(plan, rule, low)
          const known = bandCliffs(plan, rule).some(({ lowMinor }) => lowMinor === low)
          // 150 % of a cent can round to two, and a floor lifts the first cent.
          if (!known && low > 10n) expect(step >= -2n && step <= 2n).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('the money at a boundary is what the two readings pay', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const rule of plan.rules.filter(({ stack }) => !stack)) {
          const { rate } = rule
          if (rate.kind !== 'volume') continue
          for (const { limitMinor, inclusiveMinor, exclusiveMinor } of boundaryStakes(plan, rule)) {
            const reading = (boundary: 'inclusive' | 'exclusive') =>
              payingAll(plan, { ...rule, rate: { ...rate, boundary } }, limitMinor)
            expect([inclusiveMinor, exclusiveMinor]).toEqual([reading('inclusive'), reading('exclusive')])
          }
        }
      }),
    )
  })
})

/** Every way in which the few names of random plans can come together with the days of registration. */
function claims({ rules }: Plan): Claim[] {
  const named = (key: 'tiers' | 'regions' | 'partners' | 'deals', other: string) => [
    ...new Set([...rules.flatMap(({ when }) => when[key] ?? []), other]),
  ]
  const types = ['referral', 'oem', 'agency'] as const
  const asks = (key: keyof Rule['when']) => rules.some(({ when }) => when[key] !== undefined)
  const products = asks('products') ? [['core'], ['addon'], ['core', 'addon'], ['other']] : [['other']]
  const days = asks('closedWithinDaysOfRegistration') ? [new Date('2027-03-01T09:00:00Z'), null] : [null]
  const all: Claim[] = []
  for (const partnerType of asks('partnerTypes') ? types : (['referral'] as const))
    for (const dealType of asks('dealTypes') ? (['new', 'renewal', 'upsell'] as const) : [null])
      for (const tier of named('tiers', 'platinum'))
        for (const region of named('regions', 'LATAM'))
          for (const partnerId of named('partners', 'P3'))
            for (const id of named('deals', 'D3'))
              for (const items of products)
                for (const registeredAt of days)
                  all.push({
                    credit: {
                      creditId: 'C',
                      partnerId,
                      partnerType,
                      programme: null,
                      tier,
                      share: { numerator: 1n, denominator: 1n },
                      sharePercent: '100',
                      registeredAt,
                      termsDate: null,
                    },
                    deal: { id, dealType, region, products: items },
                  })
  return all
}

/** What a rule pays on a deal of which everything is its amount, whoever brings it. */
function payingAll(plan: Plan, rule: Rule, amountMinor: bigint): bigint {
  const amount = { amountMinor, currency: plan.currency }
  const outcome = evaluateCommission({
    plan: { ...plan, rules: [{ ...rule, when: {} }] },
    deal: {
      id: 'D',
      currency: plan.currency,
      amount,
      firstYearAcv: amount,
      grossMargin: amount,
      lineItems: [],
      dealType: null,
      region: null,
      closeDate: '2027-03-01',
    },
    credits: [
      {
        creditId: 'C',
        partnerId: 'P',
        partnerType: 'referral',
        programme: null,
        tier: 'gold',
        role: rule.role,
        share: { numerator: 1n, denominator: 1n },
        sharePercent: '100',
        registeredAt: null,
        termsDate: null,
      },
    ],
    collections: null,
    periodToDate: new Map(),
    fx: [],
  })
  if (outcome.kind !== 'lines') throw new Error(outcome.kind)
  return outcome.lines[0]?.amount.amountMinor ?? 0n
}
