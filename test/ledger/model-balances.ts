/**
 * What every commission line should have in the ledger, worked out from the rules of the domain alone, in the plainest way that says
 * them: no product code is imported here. Amounts are minor units; accounts are turned so that above zero is owed to the partner.
 */
export const ACCOUNTS = ['accrued', 'pending', 'payable', 'held', 'inTransit', 'paid'] as const
export type Account = (typeof ACCOUNTS)[number]
export type Sums = Record<Account, bigint>

export type Rate = { hundredths: bigint; of: 'dealAmount' | 'collected' } | { flat: bigint }
export interface Terms {
  /** Several partners may have the same plan. */
  plan: string
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
}

export interface ModelLine {
  creditId: string
  deal: ModelDeal
  partner: string
  role: 'sourced' | 'influenced'
  shareBps: bigint
  terms: Terms
  removed: boolean
  /** It was computed before: what is accrued from now on is a correction. */
  known: boolean
  /** The deal's amount with which it was computed last. */
  dealAmount: bigint
  sums: Sums
  /** What was entered in each month, by "2026-03". */
  months: Map<string, Sums>
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
  status: 'queued' | 'sent' | 'confirmed' | 'failed' | 'returned'
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

export class ModelBooks {
  now: Date
  deals: ModelDeal[] = []
  lines: ModelLine[] = []
  batches: ModelBatch[] = []
  /** The last closed month. */
  closed = ''
  /** Of one minor unit in another, as a fraction. */
  rates = new Map<string, readonly [bigint, bigint]>()
  /** Deals that changed in the CRM or got a payment, which nobody looked at yet. */
  waiting = new Set<ModelDeal>()

  constructor(now: Date) {
    this.now = now
  }

  /** Brings a deal's lines to what they should be, as often as one likes. */
  settle(deal: ModelDeal): void {
    this.waiting.delete(deal)
    const own = this.lines.filter((line) => line.deal === deal)
    if (deal.archived) return this.#takeBack(own)
    for (const line of own) {
      const target = this.#commission(line)
      if (target === null) continue
      // A line begins when its deal is won; it is dated then, unless the month is closed.
      const close = deal.closedAt && deal.closedAt < this.now ? deal.closedAt : this.now
      const at = line.known ? this.now : close
      if (deal.outcome === 'won' && !line.removed) {
        line.known = true
        line.dealAmount = deal.amount ?? 0n
      }
      this.#correct(line, target, at)
    }
    for (const line of own) if (line.known) this.#releaseTo(line, this.#released(line))
    this.holdDisputed()
  }

  /** A deal that is gone stands as it was; only what its customer gets back is taken back. */
  #takeBack(lines: readonly ModelLine[]): void {
    for (const line of lines) {
      const { accrued, pending } = line.sums
      const rate = line.terms[line.role]
      if ('of' in rate && rate.of === 'collected' && accrued > 0n) {
        const [units, per] = this.#ofDeal(line, 0n, this.#rate(line) ?? [1n, 1n])
        const target = half(units * line.shareBps, per * 10_000n)
        if (target < accrued) this.#correct(line, target, this.now)
      }
      if (line.known && this.#released(line) < accrued - pending) this.#releaseTo(line, this.#released(line))
    }
    this.holdDisputed()
  }

  #rate({ deal, terms }: ModelLine): readonly [bigint, bigint] | undefined {
    return this.rates.get(`${deal.currency}>${terms.currency}`)
  }

  /** Everything payable of a disputed line is held, and nothing of any other. */
  holdDisputed(): void {
    for (const line of this.lines) {
      const { payable, held } = line.sums
      if (line.disputed && payable > 0n) this.#move(line, 'payable', 'held', payable)
      if (!line.disputed && held > 0n) this.#move(line, 'held', 'payable', held)
    }
  }

  payable(partner: string, currency: string): { total: bigint; parts: ModelItem['parts'] } {
    const parts = this.lines
      .filter((line) => line.partner === partner && line.terms.currency === currency)
      .map((line) => ({ line, amount: line.sums.payable }))
      .filter(({ amount }) => amount !== 0n)
    return { total: parts.reduce((sum, { amount }) => sum + amount, 0n), parts }
  }

  pay(item: ModelItem, from: Account, to: Account): void {
    for (const { line, amount } of item.parts) {
      this.#move(line, from, to, amount)
      if (to === 'paid') line.lastPaid = this.now
    }
    this.holdDisputed()
  }

  /** null: not known now, so that what is there stays. */
  #commission(line: ModelLine): bigint | null {
    const { deal } = line
    if (deal.outcome !== 'won' || line.removed) return 0n
    const rate = this.#rate(line)
    if (deal.amount === null || rate === undefined) return null
    const [units, per] = this.#ofDeal(line, deal.amount, rate)
    const together = this.lines.filter(
      (other) => other.deal === deal && other.role === 'sourced' && !other.removed && samePlan(other, line),
    )
    if (line.role !== 'sourced' || together.length < 2) return half(units * line.shareBps, per * 10_000n)
    const shares = together.reduce((sum, { shareBps }) => sum + shareBps, 0n)
    return largestRemainder(half(units * shares, per * 10_000n), together).get(line) ?? 0n
  }

  /** What the whole deal pays at this line's rate, in minor units of the plan's currency, as a fraction; never below zero. */
  #ofDeal(line: ModelLine, amount: bigint, [units, per]: readonly [bigint, bigint]): [bigint, bigint] {
    const rate = line.terms[line.role]
    if ('flat' in rate) return [rate.flat, 1n]
    const basis = rate.of === 'collected' ? collected(line.deal) : amount
    const exact = basis * units * rate.hundredths
    const over = per * 10_000n
    if (exact <= 0n) return [0n, 1n]
    const { cap } = line.terms
    return line.role === 'sourced' && cap !== undefined && exact > cap * over ? [cap, 1n] : [exact, over]
  }

  /** How much of what is accrued the customer's payments, or the days that passed, have earned. */
  #released({ terms, role, sums: { accrued }, deal, dealAmount }: ModelLine): bigint {
    const rate = terms[role]
    if ('of' in rate && rate.of === 'collected') return accrued
    const paid = collected(deal)
    switch (terms.earning) {
      case 'onWon':
        return accrued
      case 'onFirstPayment':
        return paid > 0n ? accrued : 0n
      case 'onCollection':
        return paid <= 0n ? 0n : paid >= dealAmount ? accrued : half(accrued * paid, dealAmount)
      case 'dated': {
        const today = this.now.toISOString().slice(0, 10)
        const due = (terms.parts ?? []).filter(({ date }) => date <= today)
        return half(accrued * due.reduce((sum, part) => sum + part.hundredths, 0n), 10_000n)
      }
    }
  }

  /** Less is taken from what is pending, then payable, then held; the rest was paid already and is owed back. */
  #correct(line: ModelLine, target: bigint, at: Date): void {
    const less = line.sums.accrued - target
    if (less < 0n) this.#enter(line, { accrued: -less, pending: -less }, at)
    if (less <= 0n) return
    const { pending, payable, held } = taken(line.sums, ['pending', 'payable', 'held'], less)
    this.#enter(line, { accrued: -less, pending: -pending, payable: -payable, held: -held }, at)
  }

  #releaseTo(line: ModelLine, target: bigint): void {
    const less = line.sums.accrued - line.sums.pending - target
    if (less < 0n) this.#move(line, 'pending', 'payable', -less)
    if (less <= 0n) return
    const { payable, held } = taken(line.sums, ['payable', 'held'], less)
    this.#enter(line, { pending: less, payable: -payable, held: -held }, this.now)
  }

  #move(line: ModelLine, from: Account, to: Account, amount: bigint): void {
    this.#enter(line, { [from]: -amount, [to]: amount }, this.now)
  }

  #enter(line: ModelLine, change: Partial<Sums>, at: Date): void {
    const month = monthOf(at) > this.closed ? monthOf(at) : monthOf(this.now)
    const entered = line.months.get(month) ?? nothing()
    line.months.set(month, entered)
    for (const account of ACCOUNTS) {
      line.sums[account] += change[account] ?? 0n
      entered[account] += change[account] ?? 0n
    }
  }
}

/** Received less tax, discount and what was given back of all three. */
export function collected({ payments }: ModelDeal): bigint {
  return payments.reduce((sum, { amount, tax, discount, told, silent }) => {
    const back = told.amount + silent
    const taxLeft = tax - told.tax
    const taxBack =
      told.tax + (taxLeft > 0n && amount > told.amount ? half(taxLeft * silent, amount - told.amount) : 0n)
    return sum + (amount - back) - (tax - taxBack) - (discount - half(discount * back, amount))
  }, 0n)
}

function taken<A extends 'pending' | 'payable' | 'held'>(
  sums: Sums,
  order: readonly A[],
  amount: bigint,
): Record<A | 'payable', bigint> {
  let left = amount
  const result: Partial<Record<A | 'payable', bigint>> = {}
  for (const account of order) {
    const there = sums[account] > 0n ? sums[account] : 0n
    const part = there < left ? there : left
    result[account] = part
    left -= part
  }
  // What nothing is left for makes the payable balance negative.
  result.payable = (result.payable ?? 0n) + left
  return result as Record<A | 'payable', bigint>
}

/** Parts of a total by shares: whole ones first, then a unit each to the largest remainders, the first of equals first. */
function largestRemainder(total: bigint, lines: readonly ModelLine[]): Map<ModelLine, bigint> {
  const all = lines.reduce((sum, { shareBps }) => sum + shareBps, 0n)
  const parts = lines.map((line) => ({
    line,
    whole: (total * line.shareBps) / all,
    rest: (total * line.shareBps) % all,
  }))
  let left = total - parts.reduce((sum, { whole }) => sum + whole, 0n)
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    part.whole += 1n
    left -= 1n
  }
  return new Map(parts.map(({ line, whole }) => [line, whole]))
}

const samePlan = (a: ModelLine, b: ModelLine): boolean => a.terms.plan === b.terms.plan

/** Half away from zero; the denominator is above zero. */
function half(numerator: bigint, denominator: bigint): bigint {
  const up = numerator < 0n ? -denominator : denominator
  return (2n * numerator + up) / (2n * denominator)
}
