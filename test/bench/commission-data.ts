import type { CommissionCredit, CommissionInput } from '../../shared/commission/input.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import { randomFrom } from './random.ts'

/** A programme's plan as one is written: tiers, kinds of deals, bands, bounds, an override and a premium on top. */
export const PLAN_JSON = {
  id: 'bench-standard',
  version: 1,
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2025-01-01',
  effectiveTo: null,
  earning: { kind: 'onCollection' },
  rules: [
    {
      id: 'override',
      role: 'sourced',
      when: { partners: ['partner-7', 'partner-11'] },
      basis: 'dealAmount',
      rate: { kind: 'percent', percent: '22.5' },
      author: 'Casey Moreau',
    },
    {
      id: 'gold-large',
      role: 'sourced',
      when: { tiers: ['gold'], dealTypes: ['new', 'upsell'], dealAmount: { atLeast: '50000.00' } },
      basis: 'dealAmount',
      rate: {
        kind: 'graduated',
        bands: [
          { upTo: '60000.00', percent: '12' },
          { upTo: '100000.00', percent: '15.25' },
          { upTo: null, percent: '18' },
        ],
      },
      cap: '25000.00',
    },
    {
      id: 'gold',
      role: 'sourced',
      when: { tiers: ['gold'] },
      basis: 'dealAmount',
      rate: { kind: 'percent', percent: '15' },
      floor: '100.00',
      cap: '10000.00',
    },
    {
      id: 'silver-new',
      role: 'sourced',
      when: { tiers: ['silver'], dealTypes: ['new'] },
      basis: 'dealAmount',
      rate: {
        kind: 'volume',
        bands: [
          { upTo: '10000.00', percent: '8' },
          { upTo: '50000.00', percent: '10' },
          { upTo: null, percent: '12.5' },
        ],
      },
    },
    { id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '7.77' } },
    {
      id: 'influenced',
      role: 'influenced',
      basis: 'dealAmount',
      rate: { kind: 'percent', percent: '3.5' },
      cap: '2500.00',
    },
    {
      id: 'premium',
      role: 'sourced',
      when: { regions: ['emea'], dealTypes: ['new'] },
      rate: { kind: 'flat', amount: '250.00' },
      stack: true,
    },
  ],
}

export function benchPlan(): Plan {
  const reading = parsePlan(PLAN_JSON)
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading.plan
}

/** Deals that differ in all that the plan looks at, so that nothing of one can be used for the next. */
export function benchInputs(plan: Plan, count: number, seed: number): CommissionInput[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const oneOf = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0]
  const nothingBefore: CommissionInput['periodToDate'] = new Map()
  return Array.from({ length: count }, (_, index) => {
    const partners = 20 + below(180)
    const credit = (creditId: string, role: CommissionCredit['role'], number: number): CommissionCredit => ({
      creditId,
      partnerId: `partner-${number}`,
      partnerType: 'referral',
      programme: 'Referral',
      tier: oneOf(['gold', 'silver', 'bronze']),
      role,
      share: { numerator: 1n, denominator: 1n },
      sharePercent: '100',
      registeredAt: null,
      termsDate: null,
    })
    const sourced = below(partners)
    const credits = [credit(`credit-${index}`, 'sourced', sourced)]
    if (below(3) === 0) credits.push(credit(`credit-${index}-b`, 'influenced', sourced + 1))
    return {
      plan,
      deal: {
        id: `deal-${index}`,
        currency: 'USD',
        amount: { amountMinor: BigInt(100_00 + below(18_000_000)), currency: 'USD' },
        firstYearAcv: null,
        grossMargin: null,
        lineItems: null,
        dealType: oneOf(['new', 'renewal', 'upsell']),
        region: oneOf(['emea', 'amer', 'apac']),
        closeDate: `2026-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`,
      },
      credits,
      collections: [],
      periodToDate: nothingBefore,
      fx: [],
    }
  })
}
