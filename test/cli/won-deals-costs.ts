import type { WonDeal } from './won-deals.ts'

/** Gold: bands of each deal. Silver: a cap. Bronze: more beyond 10,000.00 in a quarter. */
export const tieredRules = [
  {
    id: 'gold',
    role: 'sourced',
    when: { tiers: ['gold'] },
    basis: 'dealAmount',
    rate: {
      kind: 'graduated',
      bands: [
        { upTo: '1000.00', percent: '10' },
        { upTo: null, percent: '12.5' },
      ],
    },
  },
  {
    id: 'silver',
    role: 'sourced',
    when: { tiers: ['silver'] },
    basis: 'dealAmount',
    rate: { kind: 'percent', percent: '8' },
    cap: '250.00',
  },
  {
    id: 'bronze',
    role: 'sourced',
    when: { tiers: ['bronze'] },
    basis: 'dealAmount',
    rate: {
      kind: 'volume',
      boundary: 'inclusive',
      measure: { period: 'quarter', of: 'sourcedRevenue' },
      bands: [
        { upTo: '10000.00', percent: '5' },
        { upTo: null, percent: '7' },
      ],
    },
  },
]

/** What each partner earns by these rules, in cents: an arithmetic apart from the product's, in tenths of a percent. */
export function costsOf(deals: readonly WonDeal[]): Map<string, bigint> {
  const rounded = (thousandths: bigint) => (thousandths * 2n + 1_000n) / 2_000n
  const quarters = new Map<string, bigint>()
  const costs = new Map<string, bigint>()
  const inOrder = deals.toSorted((a, b) => (`${a.closeDate} ${a.id}` < `${b.closeDate} ${b.id}` ? -1 : 1))
  for (const { closeDate, cents, partner, tier } of inOrder) {
    let cost: bigint
    if (tier === 'gold') {
      cost = rounded(cents <= 100_000n ? cents * 100n : 100_000n * 100n + (cents - 100_000n) * 125n)
    } else if (tier === 'silver') {
      const full = rounded(cents * 80n)
      cost = full > 25_000n ? 25_000n : full
    } else {
      const quarter = `${partner} ${closeDate.slice(0, 4)} ${Math.ceil(Number(closeDate.slice(5, 7)) / 3)}`
      const before = quarters.get(quarter) ?? 0n
      const paid = (total: bigint) => total * (total <= 1_000_000n ? 50n : 70n)
      cost = rounded(paid(before + cents) - paid(before))
      quarters.set(quarter, before + cents)
    }
    costs.set(partner, (costs.get(partner) ?? 0n) + cost)
  }
  return costs
}
