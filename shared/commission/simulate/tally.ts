import type { SimulationResult } from '../../contract/plan-api.ts'
import type { MoneyJson } from '../../contract/money-json.ts'
import { toMoneyJson } from '../../money/format.ts'
import { money } from '../../money/money.ts'
import { compareText } from './simulated-deal.ts'

/** Minor units of the draft's currency. `now` is null where it cannot be said in that currency. */
export interface Cost {
  now: bigint | null
  then: bigint
}

/** Sums of what credits cost, in all, per partner and per month. */
export class Tally {
  readonly #currency: string
  readonly #total: Cost
  readonly #partners = new Map<string, Cost & { name: string; deals: number }>()
  readonly #months = new Map<string, Cost>()
  readonly #nothing: Cost

  /** Without anything to compare with there is no `now` anywhere. */
  constructor(currency: string, compares: boolean) {
    this.#currency = currency
    this.#nothing = { now: compares ? 0n : null, then: 0n }
    this.#total = { ...this.#nothing }
  }

  /** One credit; a partner has one per deal. */
  add(closeDate: string, partner: { partnerId: string; partnerName: string }, cost: Cost): void {
    const { partnerId, partnerName: name } = partner
    const month = closeDate.slice(0, 7)
    const ofPartner = this.#partners.get(partnerId) ?? { ...this.#nothing, name, deals: 0 }
    const ofMonth = this.#months.get(month) ?? { ...this.#nothing }
    for (const sum of [this.#total, ofPartner, ofMonth]) {
      sum.now = sum.now === null || cost.now === null ? null : sum.now + cost.now
      sum.then += cost.then
    }
    ofPartner.deals += 1
    this.#partners.set(partnerId, ofPartner)
    this.#months.set(month, ofMonth)
  }

  /** Partners who gain most come first, those who lose most last. */
  result(): Pick<SimulationResult, 'costNow' | 'costThen' | 'delta' | 'partners' | 'months'> {
    const { now, then, delta } = this.#shown(this.#total)
    const partners = [...this.#partners].sort(
      ([idA, a], [idB, b]) =>
        descending(deltaOf(a), deltaOf(b)) ||
        descending(a.then, b.then) ||
        compareText(a.name, b.name) ||
        compareText(idA, idB),
    )
    return {
      costNow: now,
      costThen: then,
      delta,
      partners: partners.map(([partnerId, { name, deals, ...cost }]) => ({
        partnerId,
        partnerName: name,
        deals,
        ...this.#shown(cost),
      })),
      months: [...this.#months]
        .sort(([a], [b]) => compareText(a, b))
        .map(([month, cost]) => ({ month, now: this.#shown(cost).now, then: this.#shown(cost).then })),
    }
  }

  #shown(cost: Cost): { now: MoneyJson | null; then: MoneyJson; delta: MoneyJson | null } {
    const shown = (minor: bigint | null) =>
      minor === null ? null : toMoneyJson(money(minor, this.#currency))
    return {
      now: shown(cost.now),
      then: toMoneyJson(money(cost.then, this.#currency)),
      delta: shown(deltaOf(cost)),
    }
  }
}

export function deltaOf({ now, then }: Cost): bigint | null {
  return now === null ? null : then - now
}

/** What cannot be said comes last. */
function descending(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a > b ? -1 : a < b ? 1 : 0
}
