import type { SimulationResult } from '../../contract/plan-api.ts'
import { toMoneyJson } from '../../money/format.ts'
import { type Money, money } from '../../money/money.ts'
import { multiplyRounded } from '../../money/rounding.ts'
import { chooseTerms } from '../choose-terms.ts'
import { conversion } from '../exchange.ts'
import type { ExchangeRate } from '../input.ts'
import type { Plan } from '../plan.ts'
import { Cliffs } from './cliffs.ts'
import { LeftOut } from './left-out.ts'
import { type RatedDeal, type RatedPart, RatedSide, type TermsFor } from './rated-side.ts'
import { compareDeals, type SimulatedCredit, type SimulatedDeal } from './simulated-deal.ts'
import { Tally } from './tally.ts'
import { earnedByCredit, TierMoves } from './tier-moves.ts'

export interface SimulationOptions {
  /** The draft. It is tried on every deal, whatever its own window. */
  then: Plan
  /** What it is compared with: the published versions, each in its window, or one plan, on every deal too. null: nothing. */
  now: { kind: 'versions'; versions: readonly Plan[] } | { kind: 'plan'; plan: Plan } | null
  fx: readonly ExchangeRate[]
  /** First and last close date that was asked for. */
  from: string
  to: string
  /** Called for each credit, also one that could not be rated, in the order of the deals. */
  onCredit?(row: SimulatedCreditRow): void
}

/** What one credit costs. Amounts are minor units of the draft's currency; null: it cannot be said, see `note`. */
export interface SimulatedCreditRow {
  deal: SimulatedDeal
  credit: SimulatedCredit
  nowMinor: bigint | null
  thenMinor: bigint | null
  nowRules: readonly string[]
  thenRules: readonly string[]
  note: string | null
}

/**
 * What a draft would have cost on closed deals, fed one by one in the order of `compareDeals`. What it keeps grows with the
 * partners and months, not with the deals. A deal that either side cannot rate is in neither sum, and among `notRated`: a
 * missing number must not look like a saving.
 */
export class Simulation {
  readonly #options: SimulationOptions
  readonly #then: RatedSide
  readonly #now: RatedSide | null
  readonly #tally: Tally
  readonly #cliffs: Cliffs
  readonly #tierMoves: TierMoves
  readonly #leftOut = new LeftOut()
  #deals = 0
  #dealAmountMinor = 0n
  #last: SimulatedDeal | undefined

  constructor(options: SimulationOptions) {
    const { then, now, fx } = options
    const terms = onEveryDeal(then)
    this.#options = options
    this.#then = new RatedSide(terms, fx)
    this.#now =
      now && new RatedSide(now.kind === 'plan' ? onEveryDeal(now.plan) : inItsWindow(now.versions), fx)
    this.#tally = new Tally(then.currency, now !== null)
    this.#cliffs = new Cliffs(then.currency)
    this.#tierMoves = new TierMoves(terms, fx)
  }

  /** Throws RangeError for a deal that comes before the last one: periods would fill up wrongly. */
  add(deal: SimulatedDeal): void {
    if (this.#last && compareDeals(this.#last, deal) >= 0)
      throw new RangeError(`Deal ${deal.deal.id} is fed twice, or after one that closed later.`)
    this.#last = deal
    this.#deals += 1
    this.#addAmount(deal)
    if (deal.credits.length === 0) return
    const then = this.#then.rate(deal)
    const now = this.#now?.rate(deal) ?? null
    const problem = notRated(then, now)
    if (problem !== undefined) return this.#leaveOut(deal, problem)
    this.#keep(deal, partsOf(then), now && partsOf(now))
  }

  result(): SimulationResult {
    const { then, from, to } = this.#options
    return {
      currency: then.currency,
      from,
      to,
      deals: this.#deals,
      dealAmount: toMoneyJson(money(this.#dealAmountMinor, then.currency)),
      ...this.#tally.result(),
      ...this.#cliffs.result(),
      tierMoves: this.#tierMoves.result(then.currency),
      notRated: this.#leftOut.result(),
    }
  }

  #keep(deal: SimulatedDeal, then: readonly RatedPart[], now: readonly RatedPart[] | null): void {
    this.#then.keep(then)
    if (now) this.#now?.keep(now)
    this.#addCosts(deal, then, now)
    this.#cliffs.look(deal, then)
    const problem = this.#tierMoves.look(deal, then)
    if (problem !== undefined) this.#leftOut.note(`At the tiers of today: ${problem}`, exampleOf(deal))
  }

  #addCosts(deal: SimulatedDeal, then: readonly RatedPart[], now: readonly RatedPart[] | null): void {
    const foreign = now?.find(({ input }) => input.plan.currency !== this.#options.then.currency)
    const note = foreign ? otherCurrency(foreign.input.plan, this.#options.then) : null
    if (note !== null) this.#leftOut.note(note, exampleOf(deal))
    const thenEarned = earnedByCredit(then)
    const nowEarned = now && !foreign ? earnedByCredit(now) : null
    for (const credit of deal.credits) {
      const thenMinor = thenEarned.get(credit.creditId)
      if (thenMinor === undefined) {
        this.#row(deal, credit, { note: COUNTED_AS_SOURCED })
        continue
      }
      // Where no plan is in force now, the credit costs nothing now.
      const nowMinor = nowEarned && (nowEarned.get(credit.creditId) ?? 0n)
      this.#tally.add(deal.deal.closeDate, credit, { now: nowMinor, then: thenMinor })
      const rules = { thenRules: rulesOf(then, credit), nowRules: now ? rulesOf(now, credit) : [] }
      this.#row(deal, credit, { nowMinor, thenMinor, note, ...rules })
    }
  }

  #leaveOut(deal: SimulatedDeal, note: string): void {
    this.#leftOut.note(note, exampleOf(deal))
    for (const credit of deal.credits) this.#row(deal, credit, { note })
  }

  #row(deal: SimulatedDeal, credit: SimulatedCredit, row: Partial<SimulatedCreditRow>): void {
    const unsaid = { nowMinor: null, thenMinor: null, nowRules: [], thenRules: [], note: null }
    this.#options.onCredit?.({ deal, credit, ...unsaid, ...row })
  }

  #addAmount(deal: SimulatedDeal): void {
    const { amount, closeDate } = deal.deal
    const minor = amount && this.#inDraftCurrency(amount, closeDate)
    if (minor !== null) this.#dealAmountMinor += minor
    else this.#leftOut.note(amount ? NO_RATE_FOR_SUM : NO_AMOUNT, exampleOf(deal))
  }

  #inDraftCurrency(amount: Money, on: string): bigint | null {
    const { then, fx } = this.#options
    if (amount.currency === then.currency) return amount.amountMinor
    const found = conversion(fx, amount.currency, then.currency, on)
    return found ? multiplyRounded(amount.amountMinor, found.factor) : null
  }
}

/** A simulation of deals that are all there, in the order of `compareDeals`. */
export function simulate(options: SimulationOptions, deals: Iterable<SimulatedDeal>): SimulationResult {
  const simulation = new Simulation(options)
  for (const deal of deals) simulation.add(deal)
  return simulation.result()
}

const NO_AMOUNT = 'The deal has no amount, so it is missing in the sum of deal amounts.'
const NO_RATE_FOR_SUM =
  'There is no exchange rate for the day of the deal, so it is missing in the sum of deal amounts.'
const COUNTED_AS_SOURCED = 'The partner also sourced this deal, and is credited once.'

function onEveryDeal(plan: Plan): TermsFor {
  const always: Plan = {
    ...plan,
    effectiveFrom: '0001-01-01',
    effectiveTo: null,
    decidingDate: 'closeDate',
    openDeals: 'newTerms',
  }
  return () => ({ plan: always, termsDate: null })
}

function inItsWindow(versions: readonly Plan[]): TermsFor {
  return ({ deal }, { creditedOn }) => {
    const chosen = chooseTerms(versions, {
      closeDate: deal.closeDate,
      creditedOn: creditedOn ?? deal.closeDate,
    })
    return chosen && { plan: chosen.version, termsDate: chosen.termsDate }
  }
}

function notRated(then: RatedDeal, now: RatedDeal | null): string | undefined {
  if (then.kind === 'not_rated') return then.reason
  return now?.kind === 'not_rated' ? `Under the plan in force: ${now.reason}` : undefined
}

const partsOf = (rated: RatedDeal): readonly RatedPart[] => (rated.kind === 'rated' ? rated.parts : [])

function rulesOf(parts: readonly RatedPart[], { creditId }: SimulatedCredit): string[] {
  const rules: string[] = []
  for (const { lines } of parts) {
    for (const line of lines) if (line.creditId === creditId && line.ruleId !== null) rules.push(line.ruleId)
  }
  return rules
}

function otherCurrency(now: Plan, then: Plan): string {
  return `The plan in force, ${now.id} version ${now.version}, pays in ${now.currency} and the draft in ${then.currency}: the two costs have no difference.`
}

/** Ids of deals in the database say nothing to people. */
const exampleOf = ({ deal, name }: SimulatedDeal): string => name ?? deal.id
