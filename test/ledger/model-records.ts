import type { ModelBooks } from './model-balances.ts'
import type { ModelBatch, ModelDeal, ModelLine, ModelPayment } from './model-facts.ts'
import type { ModelWorld } from './model-world.ts'

export interface ModelDispute {
  id: string
  line: ModelLine
  state: 'open' | 'under_review' | 'over'
  openedBy: number
}

/** A payment or a refund that the product took. */
export interface Told {
  id: string
  by: 'manual' | 'event'
  payment: ModelPayment
  deal: ModelDeal
  /** Of the payment, where a person entered it. */
  evidence: string
  /** The same once more, as its source would send it - in an event of this id - or as a person would enter it. */
  again: (eventId: string) => Promise<unknown>
}

/** The model, the product, and which of their records are the same. */
export interface Run {
  world: ModelWorld
  model: ModelBooks
  disputes: ModelDispute[]
  payments: Told[]
  refunds: Told[]
  batches: ModelBatch[]
  /** What each closed month said when it was closed. */
  closed: Map<string, string>
}

/** What a number of a command chooses; below zero counts from the end. */
export function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list.at(index % list.length)
}
