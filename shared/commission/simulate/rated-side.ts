import { BASES } from '../bases.ts'
import { oneCreditPerPartner } from '../../credit/credit.ts'
import { type CommissionLine, type CommissionOutcome, evaluateCommission } from '../evaluate.ts'
import type { CommissionInput, ExchangeRate } from '../input.ts'
import type { Plan } from '../plan.ts'
import { RunningPeriods } from './running-periods.ts'
import type { SimulatedCredit, SimulatedDeal } from './simulated-deal.ts'

/** Which terms a credit of a deal is under; null when no plan is in force for it. */
export type TermsFor = (
  deal: SimulatedDeal,
  credit: SimulatedCredit,
) => { plan: Plan; termsDate: string | null } | null

/** What a deal earns on one side of the comparison: its lines by the plan that made them, or why that cannot be said. */
export type RatedDeal = { kind: 'rated'; parts: readonly RatedPart[] } | { kind: 'not_rated'; reason: string }

export interface RatedPart {
  input: CommissionInput
  lines: readonly CommissionLine[]
}

/** One side of the comparison, with what its partners had in the periods so far. */
export class RatedSide {
  readonly #termsFor: TermsFor
  readonly #fx: readonly ExchangeRate[]
  readonly #periods = new RunningPeriods()

  constructor(termsFor: TermsFor, fx: readonly ExchangeRate[]) {
    this.#termsFor = termsFor
    this.#fx = fx
  }

  /** Changes nothing: what a deal adds to its periods counts once it is `keep`t. */
  rate(deal: SimulatedDeal): RatedDeal {
    const parts: RatedPart[] = []
    for (const { plan, credits } of this.#byPlan(deal)) {
      const sharing = sharingProblem(plan, credits)
      if (sharing) return { kind: 'not_rated', reason: sharing }
      const input = this.#input(deal, plan, credits)
      const outcome = evaluateCommission(input, { why: false })
      if (outcome.kind !== 'lines') return { kind: 'not_rated', reason: unratedReason(outcome) }
      parts.push({ input, lines: outcome.lines })
    }
    return { kind: 'rated', parts }
  }

  keep(parts: readonly RatedPart[]): void {
    for (const { input, lines } of parts) this.#periods.add(input.plan, input.deal.closeDate, lines)
  }

  #input(deal: SimulatedDeal, plan: Plan, credits: readonly SimulatedCredit[]): CommissionInput {
    const partnerIds = credits.map(({ partnerId }) => partnerId)
    return {
      plan,
      deal: deal.deal,
      credits,
      collections: deal.collections,
      periodToDate: this.#periods.before(plan, deal.deal.closeDate, partnerIds),
      fx: this.#fx,
    }
  }

  #byPlan(deal: SimulatedDeal): Iterable<{ plan: Plan; credits: SimulatedCredit[] }> {
    const found = new Map<Plan, { plan: Plan; credits: SimulatedCredit[] }>()
    for (const credit of oneCreditPerPartner(deal.credits)) {
      const terms = this.#termsFor(deal, credit)
      if (!terms) continue
      const under = found.get(terms.plan) ?? { plan: terms.plan, credits: [] }
      const { termsDate } = terms
      under.credits.push(termsDate === credit.termsDate ? credit : { ...credit, termsDate })
      found.set(terms.plan, under)
    }
    return found.values()
  }
}

function sharingProblem(plan: Plan, credits: readonly SimulatedCredit[]): string | undefined {
  const sourced = credits.filter(({ role }) => role === 'sourced').length
  return sourced > 1 && !plan.splitSourcing
    ? 'Several partners sourced the deal, and the plan does not split sourcing.'
    : undefined
}

function unratedReason(outcome: Exclude<CommissionOutcome, { kind: 'lines' }>): string {
  return outcome.kind === 'no_amount'
    ? `The commission is on ${BASES[outcome.missing]}, which the deal does not say.`
    : `There is no exchange rate from ${outcome.from} to ${outcome.to} for the day of the deal.`
}
