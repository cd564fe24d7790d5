import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { compareMoney } from './compare-money.ts'

export type PartnerOutcome = SimulationResult['partners'][number]

export const SORTABLE = ['partner', 'deals', 'now', 'then', 'delta'] as const
export type SortKey = (typeof SORTABLE)[number]
export interface Sorting {
  by: SortKey
  descending: boolean
}

/** "-delta" in the address is the greatest delta first. */
export function readSorting(text: string | null): Sorting {
  const descending = text?.startsWith('-') ?? true
  const by = SORTABLE.find((key) => key === text?.replace(/^-/, ''))
  return by ? { by, descending } : { by: 'delta', descending: true }
}

export const writeSorting = ({ by, descending }: Sorting) => (descending ? `-${by}` : by)

/** What is not known stands last either way: it is neither much nor little. */
export function sortedPartners(
  partners: readonly PartnerOutcome[],
  { by, descending }: Sorting,
): PartnerOutcome[] {
  const sign = descending ? -1 : 1
  return partners.toSorted((one, other) => {
    if (by === 'partner') return sign * one.partnerName.localeCompare(other.partnerName)
    if (by === 'deals') return sign * (one.deals - other.deals)
    const [a, b] = [one[by], other[by]]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sign * compareMoney(a, b)
  })
}
