import { decideCredit, type LiveCredit } from '../../shared/credit/credit.ts'
import { may, type UserRole } from '../../shared/partner/roles.ts'
import { notTakingDeals } from '../../shared/partner/standing.ts'
import type { Conflict } from '../../shared/registration/conflict.ts'
import { rule } from '../../shared/registration/ruling.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'

export interface ApprovalFacts {
  deal: Pick<MirroredDeal, 'outcome'>
  registration: RegistrationRecord
  /** All of the deal, this one too. */
  registrations: readonly RegistrationRecord[]
  /** Everybody who registered or is credited. */
  partners: ReadonlyMap<string, Pick<PartnerRecord, 'name' | 'status'>>
  live: readonly LiveCredit[]
  conflicts: readonly Conflict[]
  roles: readonly UserRole[]
  now: Date
}

export type ApprovalForesight =
  | { kind: 'refused'; because: string }
  | {
      kind: 'allowed'
      /** Waiting claims that lose the ruling and are rejected as duplicates. */
      losers: RegistrationRecord[]
      /** Credits that make way, each with its reason; the partner's own one is among them. */
      replaces: { creditId: string; because: string }[]
    }

/**
 * What approving would do, apart from who may decide. The card shows it to managers, the workflow goes by it when it holds
 * the deal. It may name rivals: never show it to a partner.
 */
export function foreseeApproval(facts: ApprovalFacts): ApprovalForesight {
  const { registration, partners } = facts
  const partner = partners.get(registration.partnerId)
  const standing = partner ? notTakingDeals(partner) : 'This partner is not known.'
  if (standing) return { kind: 'refused', because: standing }
  const blocking = facts.conflicts.filter(({ severity }) => severity === 'blocking')
  if (blocking.length > 0) return { kind: 'refused', because: blocking.map(({ text }) => text).join(' ') }

  const waiting = facts.registrations.filter(({ status }) => OPEN_STATES.includes(status))
  const winner = waiting.find(({ id }) => id === winnerOf(waiting, facts))
  if (winner?.id !== registration.id) {
    const name = (winner && partners.get(winner.partnerId)?.name) ?? 'another partner'
    const because = `The registration of ${name} was complete earlier and has priority. Decide on it first.`
    return { kind: 'refused', because }
  }
  const decision = decideCredit(
    facts.live,
    { partnerId: registration.partnerId, role: 'sourced', evidence: 'registration' },
    { dealOutcome: facts.deal.outcome, mayChangeLocked: may(facts.roles, 'changeLockedCredit') },
  )
  if (decision.kind === 'refused') return { kind: 'refused', because: decision.because }
  return {
    kind: 'allowed',
    losers: waiting.filter(({ id }) => id !== registration.id),
    replaces: decision.kind === 'add' ? decision.replaces : [],
  }
}

function winnerOf(waiting: readonly RegistrationRecord[], facts: ApprovalFacts): string | null {
  const candidates = waiting.map((claim) => {
    const partner = facts.partners.get(claim.partnerId)
    return {
      registrationId: claim.id,
      partnerId: claim.partnerId,
      ineligibleBecause: partner ? notTakingDeals(partner) : 'This partner is not known.',
      protectedUntil: claim.protectedUntil,
      completeAt: claim.completeAt,
    }
  })
  return rule(candidates, facts.now).winner
}
