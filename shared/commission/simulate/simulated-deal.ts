import type { Collection, CommissionCredit, CommissionDeal } from '../input.ts'

/** A closed deal as a simulation takes it. */
export interface SimulatedDeal {
  deal: CommissionDeal
  name: string | null
  /** Only those that the plan is for: of partners of its programme. */
  credits: readonly SimulatedCredit[]
  /** null: all of the deal's amount is assumed to be paid on its close date. */
  collections: readonly Collection[] | null
}

export interface SimulatedCredit extends CommissionCredit {
  partnerName: string
  /** null: not known. */
  tierToday: string | null
  /** The calendar date on which the partner was registered or tagged; null where nobody says, then it is the close date. */
  creditedOn: string | null
}

/** By close date, then id: the order in which periods fill up. */
export function compareDeals(a: { deal: CommissionDeal }, b: { deal: CommissionDeal }): number {
  return compareText(a.deal.closeDate, b.deal.closeDate) || compareText(a.deal.id, b.deal.id)
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
