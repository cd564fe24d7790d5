import type { CommissionCredit } from '../../shared/commission/deal.ts'
import { type Why, withdrawnWhy } from '../../shared/commission/why.ts'
import { type CommissionLineRecord, NO_RULE } from '../db/commission-store.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'
import { dealCommission } from './deal-commission.ts'

/** What a line of a deal should be now. */
export interface LineTarget {
  creditId: string
  partnerId: string
  ruleId: string
  planVersionId: string
  currency: string
  amountMinor: bigint
  why: Why
}

export interface DealState {
  deal: MirroredDeal
  /** Standing ones only. */
  credits: readonly CreditRecord[]
  registrations: readonly RegistrationRecord[]
  partners: ReadonlyMap<string, PartnerRecord>
  plans: readonly PublishedPlan[]
  lines: readonly CommissionLineRecord[]
  now: Date
}

/**
 * What every commission line of a deal should be, given how the deal stands: one target per credit and rule, and one
 * of zero for each line that no longer follows from anything. A credit whose commission cannot be known now - the amount
 * vanished, the currency changed - has no target, so its lines stay as they are: unknown is not zero.
 */
export function commissionTargets(state: DealState): LineTarget[] {
  const targets: LineTarget[] = []
  const lapsedBecause = new Map<string, string>()
  for (const credit of state.credits) {
    const because = earnsNothingBecause(credit, state)
    if (because) {
      lapsedBecause.set(credit.id, because)
      targets.push(...refused(credit, because, state))
      continue
    }
    const outcome = evaluate(credit, state)
    if (outcome?.kind === 'lines') {
      for (const { ruleId, amount, why } of outcome.lines) {
        const { amountMinor, currency } = amount
        const { planVersionId } = outcome
        const { id: creditId, partnerId } = credit
        targets.push({
          creditId,
          partnerId,
          ruleId: ruleId ?? NO_RULE,
          planVersionId,
          currency,
          amountMinor,
          why,
        })
      }
      lapsedBecause.set(credit.id, 'another rule applies now')
    } else if (outcome?.kind === 'no_plan') {
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

/** Names a line of a deal: one credit under one rule. */
export function keyOf(line: { creditId: string; ruleId: string }): string {
  return `${line.creditId}:${line.ruleId}`
}

function earnsNothingBecause(credit: CreditRecord, { deal, registrations }: DealState): string | null {
  if (deal.outcome === 'open') return 'the deal was reopened'
  if (deal.outcome === 'lost') return 'the deal was lost'
  if (credit.evidence !== 'registration') return null
  const registration = registrations.find(({ id }) => id === credit.registrationId)
  return registration?.status === 'won' ? null : 'its registration was not in force when the deal was won'
}

/** A credit that a won deal pays nothing for has lines of zero too: they say why. */
function refused(credit: CreditRecord, because: string, state: DealState): LineTarget[] {
  if (state.deal.outcome !== 'won' || state.lines.some((line) => line.creditId === credit.id)) return []
  const outcome = evaluate(credit, state)
  if (outcome?.kind !== 'lines') return []
  return outcome.lines.map(({ ruleId, amount, why }) => ({
    creditId: credit.id,
    partnerId: credit.partnerId,
    ruleId: ruleId ?? NO_RULE,
    planVersionId: outcome.planVersionId,
    currency: amount.currency,
    amountMinor: 0n,
    why: withdrawnWhy(why, because),
  }))
}

/**
 * A line that stands keeps the inputs that it was accrued with - plan version, partner type and tier - so that a later
 * correction changes it only by what changed on the deal.
 */
function evaluate(credit: CreditRecord, { deal, partners, plans, lines, now }: DealState) {
  const standing = lines.find((line) => line.creditId === credit.id && line.latest.why.withdrawn === null)
  const partner = partners.get(credit.partnerId)
  if (!partner) throw new Error(`credit ${credit.id} names partner ${credit.partnerId}, who is not there`)
  const facts: CommissionCredit = {
    creditId: credit.id,
    partnerId: credit.partnerId,
    partnerType: partner.type,
    tier: standing?.latest.why.inputs.tier ?? partner.tier,
    role: credit.role,
    shareBps: credit.shareBps,
  }
  const kept = plans.filter(({ versionId }) => versionId === standing?.latest.planVersionId)
  return dealCommission({
    deal: { ...deal, closedAt: deal.closedAt ?? standing?.createdAt ?? now },
    credits: [facts],
    plans: [...kept, ...plans],
    now,
  }).get(credit.id)
}

function asItIs(line: CommissionLineRecord): LineTarget {
  const { planVersionId, amountMinor, why } = line.latest
  const { creditId, partnerId, ruleId, currency } = line
  return { creditId, partnerId, ruleId, planVersionId, currency, amountMinor, why }
}

function withdrawn(line: CommissionLineRecord, because: string): LineTarget {
  const target = asItIs(line)
  // Taken back once, for the reason that was true then.
  if (target.why.withdrawn !== null) return target
  return { ...target, amountMinor: 0n, why: withdrawnWhy(target.why, because) }
}
