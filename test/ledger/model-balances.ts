import { collected, half, largestRemainder, taken } from './model-arithmetic.ts'
import {
  type Account,
  ACCOUNTS,
  type ModelCredit,
  type ModelDeal,
  type ModelItem,
  type ModelLine,
  monthOf,
  nothing,
  type Sums,
  type Terms,
} from './model-facts.ts'

/**
 * What every commission line should have in the ledger, worked out from the rules of the domain alone, in the plainest way that says
 * them: no product code is imported here. Amounts are minor units; accounts are turned so that above zero is owed to the partner.
 */
export class ModelBooks {
  now: Date
  deals: ModelDeal[] = []
  credits: ModelCredit[] = []
  lines: ModelLine[] = []

  /** The last closed month. */
  closed = ''
  /** Of one minor unit in another, as a fraction. */
  rates = new Map<string, readonly [bigint, bigint]>()
  /** Deals that changed in the CRM or got a payment, which nobody looked at yet. */
  waiting = new Set<ModelDeal>()

  constructor(now: Date) {
    this.now = now
  }

  /** A credit, with a line for each version of its partner's plan. */
  add(credit: ModelCredit, versions: readonly Terms[]): void {
    this.credits.push(credit)
    for (const terms of versions) {
      const unused = { known: false, dealAmount: 0n, sums: nothing(), entries: [] }
      this.lines.push({ credit, terms, ...unused, disputed: false, lastPaid: null })
    }
  }

  /** Credits of a deal that stand. */
  standing(deal: ModelDeal): ModelCredit[] {
    return this.credits.filter((credit) => credit.deal === deal && !credit.removed)
  }

  /** Brings a deal's lines to what they should be, as often as one likes. */
  settle(deal: ModelDeal): void {
    this.waiting.delete(deal)
    const own = this.lines.filter(({ credit }) => credit.deal === deal)
    if (deal.archived) return this.#takeBack(own)
    if (deal.outcome === 'won') for (const credit of this.standing(deal)) credit.locked = true
    const closes = deal.closedAt ?? deal.firstLineAt ?? this.now
    for (const line of own) {
      const inForce = this.#inForce(line, closes)
      const target = this.#commission(line, inForce)
      if (target === null) continue
      // A line begins when its deal is won; it is dated then, unless the month is closed.
      const won = deal.closedAt && deal.closedAt < this.now ? deal.closedAt : this.now
      const at = line.known ? this.now : won
      if (deal.outcome === 'won' && !line.credit.removed && line.terms === inForce) {
        line.known = true
        line.dealAmount = deal.amount ?? 0n
        deal.firstLineAt ??= this.now
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
      const rate = line.terms[line.credit.role]
      if ('of' in rate && rate.of === 'collected' && accrued > 0n) {
        const [units, per] = this.#ofDeal(line, 0n, this.#rate(line.credit.deal, line.terms) ?? [1n, 1n])
        const target = half(units * line.credit.shareBps, per * 10_000n)
        if (target < accrued) this.#correct(line, target, this.now)
      }
      if (line.known && this.#released(line) < accrued - pending) this.#releaseTo(line, this.#released(line))
    }
    this.holdDisputed()
  }

  /** The version that a deal which closes then goes by: the last of its plan that began by that day. */
  #inForce({ credit }: ModelLine, closes: Date): Terms | undefined {
    const day = closes.toISOString().slice(0, 10)
    return this.lines.findLast((line) => line.credit === credit && line.terms.from <= day)?.terms
  }

  #rate(deal: ModelDeal, terms: Terms): readonly [bigint, bigint] | undefined {
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
      .filter((line) => line.credit.partner === partner && line.terms.currency === currency)
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
  #commission(line: ModelLine, inForce: Terms | undefined): bigint | null {
    const { credit, terms } = line
    const { deal, role, shareBps } = credit
    if (deal.outcome !== 'won' || credit.removed || !inForce) return 0n
    const rate = this.#rate(deal, inForce)
    if (deal.amount === null || rate === undefined) return null
    if (terms !== inForce) return 0n
    const [units, per] = this.#ofDeal(line, deal.amount, rate)
    const together = this.lines
      .filter((other) => other.terms === terms && other.credit.role === 'sourced')
      .map((other) => other.credit)
      .filter((other) => other.deal === deal && !other.removed)
    if (role !== 'sourced' || together.length < 2) return half(units * shareBps, per * 10_000n)
    const shares = together.reduce((sum, other) => sum + other.shareBps, 0n)
    return largestRemainder(half(units * shares, per * 10_000n), together).get(credit) ?? 0n
  }

  /** What the whole deal pays at this line's rate, in minor units of the plan's currency, as a fraction; never below zero. */
  #ofDeal(line: ModelLine, amount: bigint, [units, per]: readonly [bigint, bigint]): [bigint, bigint] {
    const { deal, role } = line.credit
    const rate = line.terms[role]
    if ('flat' in rate) return [rate.flat, 1n]
    const basis = rate.of === 'collected' ? collected(deal) : amount
    const exact = basis * units * rate.hundredths
    const over = per * 10_000n
    if (exact <= 0n) return [0n, 1n]
    const { cap } = line.terms
    return role === 'sourced' && cap !== undefined && exact > cap * over ? [cap, 1n] : [exact, over]
  }

  /** How much of what is accrued the customer's payments, or the days that passed, have earned. */
  #released({ terms, credit: { role, deal }, sums: { accrued }, dealAmount }: ModelLine): bigint {
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

  #enter(line: ModelLine, changes: Partial<Sums>, at: Date): void {
    const month = monthOf(at) > this.closed ? monthOf(at) : monthOf(this.now)
    const change = { ...nothing(), ...changes }
    for (const account of ACCOUNTS) line.sums[account] += change[account]
    line.entries.push({ month, change })
  }
}
