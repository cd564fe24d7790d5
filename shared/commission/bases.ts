import type { Money } from '../money/money.ts'
import type { CommissionDeal } from './deal.ts'

/** What a rate is applied to, one entry each. */
export const BASES = {
  dealAmount: { label: 'deal amount', of: (deal) => deal.amount },
  firstYearAcv: { label: 'first-year contract value', of: (deal) => deal.firstYearAcv },
} as const satisfies Record<string, { label: string; of(deal: CommissionDeal): Money | null }>

export type BasisName = keyof typeof BASES
// Object.keys forgets the keys; they are exactly those of BASES.
export const BASIS_NAMES = Object.keys(BASES) as [BasisName, ...BasisName[]]
