/** What the model knows of: terms, deals, payments, credits, lines and payouts. Amounts are minor units. */
export const ACCOUNTS = ['accrued', 'pending', 'payable', 'held', 'inTransit', 'paid'] as const
export type Account = (typeof ACCOUNTS)[number]
export type Sums = Record<Account, bigint>

export type Rate = { hundredths: bigint; of: 'dealAmount' | 'collected' } | { flat: bigint }
export interface Terms {
  /** Several partners may have the same plan, and a plan has a version for each window of close dates. */
  plan: string
  /** The first calendar date of its window; it ends on the day before the next version's. */
  from: string
  currency: string
  earning: 'onWon' | 'onFirstPayment' | 'onCollection' | 'dated'
  /** Calendar dates with hundredths of a percent that fall due on them. */
  parts?: readonly { date: string; hundredths: bigint }[]
  sourced: Rate
  influenced: Rate
  /** Of the whole deal, for the sourced role. */
  cap?: bigint
}

export interface ModelPayment {
  id: string
  source: 'manual' | 'event'
  amount: bigint
  tax: bigint
  discount: bigint
  /** Refunds that say how much of them is tax, and those that do not. */
  told: { amount: bigint; tax: bigint }
  silent: bigint
}

export interface ModelDeal {
  id: string
  currency: string
  amount: bigint | null
  outcome: 'open' | 'won' | 'lost'
  closedAt: Date | null
  archived: boolean
  payments: ModelPayment[]
  /** When it first had a line: a win without a close date is taken to have closed then. */
  firstLineAt: Date | null
}

/** Somebody's credit on a deal. */
export interface ModelCredit {
  id: string
  deal: ModelDeal
  partner: string
  role: 'sourced' | 'influenced'
  shareBps: bigint
  removed: boolean
  /** The deal was won while it stood: only a channel manager may take it away, or add to it. */
  locked: boolean
}

/** What one transaction did to one line: in which month it is dated, as "2026-03", and by how much each account changed. */
export interface Entry {
  month: string
  change: Sums
}

/** What a credit has under one version of its plan: a version in another currency has a line of its own. */
export interface ModelLine {
  credit: ModelCredit
  terms: Terms
  /** It was computed before: what is accrued from now on is a correction. */
  known: boolean
  /** The deal's amount with which it was computed last. */
  dealAmount: bigint
  sums: Sums
  entries: Entry[]
  disputed: boolean
  lastPaid: Date | null
}

export interface ModelBatch {
  id: string
  currency: string
  status: 'draft' | 'approved' | 'cancelled'
  items: ModelItem[]
}
export interface ModelItem {
  partner: string
  amount: bigint
  parts: { line: ModelLine; amount: bigint }[]
  status: 'queued' | 'sent' | 'confirmed' | 'failed' | 'returned' | 'cancelled'
}

export const nothing = (): Sums => ({
  accrued: 0n,
  pending: 0n,
  payable: 0n,
  held: 0n,
  inTransit: 0n,
  paid: 0n,
})
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

/** What was entered in each month. */
export function monthsOf(entries: readonly Entry[]): Map<string, Sums> {
  const months = new Map<string, Sums>()
  for (const { month, change } of entries) {
    const sums = months.get(month) ?? nothing()
    for (const account of ACCOUNTS) sums[account] += change[account]
    months.set(month, sums)
  }
  return months
}
