import { commissionInputJson } from '../../shared/commission/input-json.ts'
import { type Why, withdrawnWhy } from '../../shared/commission/why.ts'
import { type CommissionLineRecord, NO_RULE, type StoredInputs } from '../db/commission-store.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'
import type { CreditCommission } from './deal-commission.ts'

/** What a line of a deal should be now. */
export interface LineTarget {
  creditId: string
  partnerId: string
  ruleId: string
  planVersionId: string
  currency: string
  amountMinor: bigint
  revenueMinor: bigint
  closedOn: string | null
  why: Why
  inputs: StoredInputs | null
}

/** A line that is calculated anew: what it was and what it is to be. */
export interface Revision {
  before: CommissionLineRecord | undefined
  target: LineTarget
}

export interface DealState {
  deal: MirroredDeal
  /** Standing ones only. */
  credits: readonly CreditRecord[]
  registrations: readonly RegistrationRecord[]
  partners: ReadonlyMap<string, PartnerRecord>
  plans: readonly PublishedPlan[]
  lines: readonly CommissionLineRecord[]
  /** What credits that came from merged deals earned there, by credit. */
  before: ReadonlyMap<string, readonly CommissionLineRecord[]>
}

/**
 * What every commission line of a deal should be, given how the deal stands and what its credits earn: one target per credit
 * and rule, and one of zero for each line that no longer follows from anything. A credit whose commission cannot be known now - the
 * amount vanished, there is no exchange rate - has no target, so its lines stay as they are: unknown is not zero.
 */
export function commissionTargets(
  state: DealState,
  commissions: ReadonlyMap<string, CreditCommission>,
): LineTarget[] {
  const targets: LineTarget[] = []
  const lapsedBecause = new Map<string, string>()
  for (const credit of state.credits) {
    const commission = commissions.get(credit.id)
    const because = earnsNothingBecause(credit, state)
    if (because) {
      lapsedBecause.set(credit.id, because)
      targets.push(...refused(credit, because, state, commission))
    } else if (commission?.kind === 'lines') {
      targets.push(...linesOf(credit, commission))
      lapsedBecause.set(credit.id, 'another rule applies now')
    } else if (commission?.kind === 'no_plan') {
      lapsedBecause.set(credit.id, 'no plan is in force at the close date')
    } else {
      // Unknown: a target equal to what is there keeps every line of this credit.
      targets.push(...state.lines.filter((line) => line.creditId === credit.id).map(asItIs))
    }
  }
  const wanted = new Set(targets.map(keyOf))
  const gone = state.lines.filter((line) => !wanted.has(keyOf(line)))
  return [
    ...targets,
    ...gone.map((line) => withdrawn(line, lapsedBecause.get(line.creditId) ?? 'its credit was removed')),
  ]
}

/** Names a line of a deal: one credit under one rule, in the currency of the plan. */
export function keyOf(line: { creditId: string; ruleId: string; currency: string }): string {
  return `${line.creditId}:${line.ruleId}:${line.currency}`
}

function earnsNothingBecause(credit: CreditRecord, { deal, registrations }: DealState): string | null {
  if (deal.outcome === 'open') return 'the deal was reopened'
  if (deal.outcome === 'lost') return 'the deal was lost'
  if (credit.evidence !== 'registration') return null
  const registration = registrations.find(({ id }) => id === credit.registrationId)
  return registration?.status === 'won' ? null : 'its registration was not in force when the deal was won'
}

/** A credit that a won deal pays nothing for has lines of zero too: they say why. */
function refused(
  credit: CreditRecord,
  because: string,
  { deal, lines }: DealState,
  commission: CreditCommission | undefined,
): LineTarget[] {
  if (deal.outcome !== 'won' || lines.some((line) => line.creditId === credit.id)) return []
  if (commission?.kind !== 'lines') return []
  return linesOf(credit, commission).map((line) => takenBack(line, because))
}

function linesOf(
  { id: creditId, partnerId }: CreditRecord,
  { published, lines }: Extract<CreditCommission, { kind: 'lines' }>,
): LineTarget[] {
  return lines.map(({ ruleId, amount, revenueMinor, why, input }) => {
    if (!why) throw new Error(`the commission of credit ${creditId} comes without its explanation`)
    return {
      creditId,
      partnerId,
      ruleId: ruleId ?? NO_RULE,
      planVersionId: published.versionId,
      currency: amount.currency,
      amountMinor: amount.amountMinor,
      revenueMinor,
      closedOn: input.deal.closeDate,
      why,
      inputs: {
        input: commissionInputJson(input, { plan: false }),
        effectiveTo: published.plan.effectiveTo,
      },
    }
  })
}

/** The target that keeps a line. */
export function asItIs(line: CommissionLineRecord): LineTarget {
  const { planVersionId, amountMinor, revenueMinor, closedOn, why, inputs } = line.latest
  const { creditId, partnerId, ruleId, currency } = line
  return {
    creditId,
    partnerId,
    ruleId,
    planVersionId,
    currency,
    amountMinor,
    revenueMinor,
    closedOn,
    why,
    inputs,
  }
}

/** The target that takes a line back. */
export function withdrawn(line: CommissionLineRecord, because: string): LineTarget {
  const target = asItIs(line)
  // Taken back once, for the reason that was true then.
  return target.why.withdrawn === null ? takenBack(target, because) : target
}

function takenBack(target: LineTarget, because: string): LineTarget {
  return { ...target, amountMinor: 0n, revenueMinor: 0n, why: withdrawnWhy(target.why, because) }
}
