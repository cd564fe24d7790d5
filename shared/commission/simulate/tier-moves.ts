import type { SimulationResult } from '../../contract/plan-api.ts'
import { toMoneyJson } from '../../money/format.ts'
import { money } from '../../money/money.ts'
import { RatedSide, type RatedPart, type TermsFor } from './rated-side.ts'
import { compareText, type SimulatedCredit, type SimulatedDeal } from './simulated-deal.ts'
import type { ExchangeRate } from '../input.ts'

interface Move {
  partnerId: string
  partnerName: string
  from: string
  to: string
  deals: number
  thenMinor: bigint
  atNewTierMinor: bigint
}

/** What the deals of partners whose tier has changed since would cost at the tier of today. */
export class TierMoves {
  readonly #atTiersOfToday: RatedSide
  readonly #moves = new Map<string, Move>()
  /** Their periods have filled up otherwise since their first deal in another tier. */
  readonly #moved = new Set<string>()

  constructor(termsFor: TermsFor, fx: readonly ExchangeRate[]) {
    this.#atTiersOfToday = new RatedSide(termsFor, fx)
  }

  /** Answers why a deal could not be rated at today's tiers, and is then missing in the moves. */
  look(deal: SimulatedDeal, parts: readonly RatedPart[]): string | undefined {
    for (const credit of deal.credits) if (hasMoved(credit)) this.#moved.add(credit.partnerId)
    if (!deal.credits.some(({ partnerId }) => this.#moved.has(partnerId))) {
      this.#atTiersOfToday.keep(parts)
      return undefined
    }
    const credits = deal.credits.map((credit) => ({ ...credit, tier: credit.tierToday ?? credit.tier }))
    const today = this.#atTiersOfToday.rate({ ...deal, credits })
    if (today.kind === 'not_rated') return today.reason
    this.#atTiersOfToday.keep(today.parts)
    const then = earnedByCredit(parts)
    const atNewTier = earnedByCredit(today.parts)
    for (const credit of deal.credits) {
      const minor = then.get(credit.creditId)
      if (hasMoved(credit) && minor !== undefined)
        this.#add(credit, minor, atNewTier.get(credit.creditId) ?? 0n)
    }
    return undefined
  }

  /** The moves that change most first. */
  result(currency: string): SimulationResult['tierMoves'] {
    const size = ({ thenMinor, atNewTierMinor }: Move) => absolute(atNewTierMinor - thenMinor)
    return [...this.#moves.values()]
      .sort(
        (a, b) =>
          (size(a) > size(b) ? -1 : size(a) < size(b) ? 1 : 0) ||
          compareText(a.partnerName, b.partnerName) ||
          compareText(a.from, b.from) ||
          compareText(a.to, b.to),
      )
      .map(({ thenMinor, atNewTierMinor, ...move }) => ({
        ...move,
        then: toMoneyJson(money(thenMinor, currency)),
        atNewTier: toMoneyJson(money(atNewTierMinor, currency)),
      }))
  }

  #add(credit: SimulatedCredit, thenMinor: bigint, atNewTierMinor: bigint): void {
    const { partnerId, partnerName, tier: from } = credit
    const to = credit.tierToday ?? from
    const key = JSON.stringify([partnerId, from, to])
    const move = this.#moves.get(key)
    this.#moves.set(key, {
      partnerId,
      partnerName,
      from,
      to,
      deals: (move?.deals ?? 0) + 1,
      thenMinor: (move?.thenMinor ?? 0n) + thenMinor,
      atNewTierMinor: (move?.atNewTierMinor ?? 0n) + atNewTierMinor,
    })
  }
}

/** The commission of each credit that was rated, in minor units of its plan's currency. */
export function earnedByCredit(parts: readonly RatedPart[]): Map<string, bigint> {
  const earned = new Map<string, bigint>()
  for (const { input, lines } of parts) {
    for (const { creditId } of input.credits) earned.set(creditId, 0n)
    for (const { creditId, amount } of lines)
      earned.set(creditId, (earned.get(creditId) ?? 0n) + amount.amountMinor)
  }
  return earned
}

const hasMoved = ({ tier, tierToday }: SimulatedCredit): boolean => tierToday !== null && tierToday !== tier

function absolute(minor: bigint): bigint {
  return minor < 0n ? -minor : minor
}
