import {
  add,
  type Dinero,
  dinero,
  halfAwayFromZero,
  multiply,
  toSnapshot,
  transformScale,
  USD,
} from 'dinero.js/bigint'
import type { CommissionInput } from '../../shared/commission/input.ts'

/** Commission in minor units, by partner. */
export type Totals = Map<string, bigint>

interface FloorRule {
  role: string
  partners?: readonly string[]
  tiers?: readonly string[]
  dealTypes?: readonly string[]
  regions?: readonly string[]
  atLeast?: bigint
  rate: FloorRate
  floor?: bigint
  cap?: bigint
  stack?: boolean
}
type FloorRate =
  | { kind: 'flat'; amount: bigint }
  /** In hundredths of a percent. */
  | { kind: 'percent'; rate: bigint }
  | { kind: 'graduated' | 'volume'; bands: readonly { upTo: bigint | null; rate: bigint }[] }

/** The plan of commission-data.ts as somebody would write it down for a loop of their own. */
export const FLOOR_RULES: readonly FloorRule[] = [
  { role: 'sourced', partners: ['partner-7', 'partner-11'], rate: { kind: 'percent', rate: 2_250n } },
  {
    role: 'sourced',
    tiers: ['gold'],
    dealTypes: ['new', 'upsell'],
    atLeast: 5_000_000n,
    rate: {
      kind: 'graduated',
      bands: [
        { upTo: 6_000_000n, rate: 1_200n },
        { upTo: 10_000_000n, rate: 1_525n },
        { upTo: null, rate: 1_800n },
      ],
    },
    cap: 2_500_000n,
  },
  {
    role: 'sourced',
    tiers: ['gold'],
    rate: { kind: 'percent', rate: 1_500n },
    floor: 10_000n,
    cap: 1_000_000n,
  },
  {
    role: 'sourced',
    tiers: ['silver'],
    dealTypes: ['new'],
    rate: {
      kind: 'volume',
      bands: [
        { upTo: 1_000_000n, rate: 800n },
        { upTo: 5_000_000n, rate: 1_000n },
        { upTo: null, rate: 1_250n },
      ],
    },
  },
  { role: 'sourced', rate: { kind: 'percent', rate: 777n } },
  { role: 'influenced', rate: { kind: 'percent', rate: 350n }, cap: 250_000n },
  {
    role: 'sourced',
    regions: ['emea'],
    dealTypes: ['new'],
    rate: { kind: 'flat', amount: 25_000n },
    stack: true,
  },
]
const WINDOW_FROM = '2025-01-01'
const PER = 10_000n

/** The arithmetic alone: finds the rule, applies bands, bounds and share, rounds once and adds up. It explains nothing. */
export function bigintTotals(deals: readonly CommissionInput[]): Totals {
  const totals: Totals = new Map()
  for (const { deal, credits } of deals) {
    const amount = deal.amount?.amountMinor
    if (amount === undefined) throw new Error(`${deal.id} has no amount`)
    if (deal.closeDate < WINDOW_FROM) continue
    for (const credit of credits) {
      let earned = 0n
      let decided = false
      for (const rule of FLOOR_RULES) {
        if (decided && !rule.stack) continue
        if (!applies(rule, deal, credit, amount)) continue
        if (!rule.stack) decided = true
        const exact = bounded(rule, ratedBigint(rule.rate, amount))
        const { numerator, denominator } = credit.share
        earned += numerator === denominator ? half(exact, PER) : half(exact * numerator, PER * denominator)
      }
      totals.set(credit.partnerId, (totals.get(credit.partnerId) ?? 0n) + earned)
    }
  }
  return totals
}

/** The same with money objects, as a program does that takes a library for them. */
export function dineroTotals(deals: readonly CommissionInput[]): Totals {
  const totals = new Map<string, Dinero<bigint>>()
  for (const { deal, credits } of deals) {
    const amount = deal.amount?.amountMinor
    if (amount === undefined) throw new Error(`${deal.id} has no amount`)
    if (deal.closeDate < WINDOW_FROM) continue
    for (const credit of credits) {
      let earned = dinero({ amount: 0n, currency: USD })
      let decided = false
      for (const rule of FLOOR_RULES) {
        if (decided && !rule.stack) continue
        if (!applies(rule, deal, credit, amount)) continue
        if (!rule.stack) decided = true
        let exact = ratedDinero(rule.rate, amount)
        const snapshot = toSnapshot(exact)
        const scaled = (bound: bigint) => bound * 10n ** (snapshot.scale - 2n)
        if (rule.floor !== undefined && snapshot.amount > 0n && snapshot.amount < scaled(rule.floor)) {
          exact = dinero({ amount: rule.floor, currency: USD })
        }
        if (rule.cap !== undefined && snapshot.amount > scaled(rule.cap)) {
          exact = dinero({ amount: rule.cap, currency: USD })
        }
        earned = add(earned, transformScale(exact, 2n, halfAwayFromZero))
      }
      const before = totals.get(credit.partnerId)
      totals.set(credit.partnerId, before ? add(before, earned) : earned)
    }
  }
  return new Map([...totals].map(([partnerId, total]) => [partnerId, toSnapshot(total).amount]))
}

function applies(
  { role, partners, tiers, dealTypes, regions, atLeast }: FloorRule,
  deal: CommissionInput['deal'],
  credit: CommissionInput['credits'][number],
  amount: bigint,
): boolean {
  return (
    role === credit.role &&
    (partners === undefined || partners.includes(credit.partnerId)) &&
    (tiers === undefined || tiers.includes(credit.tier)) &&
    (dealTypes === undefined || (deal.dealType !== null && dealTypes.includes(deal.dealType))) &&
    (regions === undefined || (deal.region !== null && regions.includes(deal.region))) &&
    (atLeast === undefined || amount >= atLeast)
  )
}

/** Times 10,000. */
function ratedBigint(rate: FloorRate, amount: bigint): bigint {
  switch (rate.kind) {
    case 'flat':
      return rate.amount * PER
    case 'percent':
      return amount * rate.rate
    case 'volume':
      return amount * reachedRate(rate.bands, amount)
    case 'graduated': {
      let sum = 0n
      let lower = 0n
      for (const band of rate.bands) {
        const upper = band.upTo === null || amount < band.upTo ? amount : band.upTo
        sum += (upper - lower) * band.rate
        if (upper === amount) break
        lower = upper
      }
      return sum
    }
  }
}

function ratedDinero(rate: FloorRate, amount: bigint): Dinero<bigint> {
  const of = (part: bigint, hundredths: bigint) =>
    multiply(dinero({ amount: part, currency: USD }), { amount: hundredths, scale: 4n })
  switch (rate.kind) {
    case 'flat':
      return dinero({ amount: rate.amount, currency: USD })
    case 'percent':
      return of(amount, rate.rate)
    case 'volume':
      return of(amount, reachedRate(rate.bands, amount))
    case 'graduated': {
      let sum = dinero({ amount: 0n, currency: USD })
      let lower = 0n
      for (const band of rate.bands) {
        const upper = band.upTo === null || amount < band.upTo ? amount : band.upTo
        sum = add(sum, of(upper - lower, band.rate))
        if (upper === amount) break
        lower = upper
      }
      return sum
    }
  }
}

function reachedRate(bands: Extract<FloorRate, { bands: unknown }>['bands'], amount: bigint): bigint {
  return bands.find(({ upTo }) => upTo === null || amount <= upTo)?.rate ?? 0n
}

function bounded({ floor, cap }: FloorRule, exact: bigint): bigint {
  if (floor !== undefined && exact > 0n && exact < floor * PER) return floor * PER
  return cap !== undefined && exact > cap * PER ? cap * PER : exact
}

const half = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator)
