import { checkConflicts } from '../../shared/registration/conflict.ts'
import { protectedUntil } from '../../shared/registration/protection.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import {
  type CreditRecord,
  insertCredit,
  liveCreditsOf,
  markCreditRemoved,
  upgradeCredit,
} from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { partnersByIds, type PartnerRecord } from '../db/partner-store.ts'
import { findProgramme } from '../db/programme-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { Refusal } from '../errors.ts'
import { expireLapsed } from './expire-lapsed.ts'
import { foreseeApproval } from './foresee-approval.ts'
import { claimFacts, gatherConflicts } from './gather-conflicts.ts'
import { liveCredits, outlasts } from './live-credits.ts'
import type { Moment } from './lock-deal.ts'
import { moveRegistration, requireMove } from './move-registration.ts'

interface Approval {
  deal: MirroredDeal
  registration: RegistrationRecord
  partner: PartnerRecord
}

/** What losers of a ruling read. It never names the winner. */
export const DUPLICATE_MESSAGE =
  'Another registration for this deal was complete before yours, so this one could not be accepted.'

const LAPSED_MESSAGE = 'The protection of its registration had ended when another one was approved.'

/**
 * Protects the partner on the deal and carries its credit into it. Conflicts are checked again and the ruling must be
 * for this registration; the claims that lose it are rejected as duplicates in the same transaction.
 */
export async function approveRegistration(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { deal, registration, partner }: Approval,
): Promise<void> {
  // Whether they may comes first: someone who may not decide learns nothing of rivals.
  requireMove(registration, 'approve', actor)
  const registrations = await expireLapsed(tx, moment, deal, await registrationsOf(tx, deal.id))
  const credits = await liveCreditsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    [...registrations, ...credits].map(({ partnerId }) => partnerId),
  )
  const gathered = await gatherConflicts(tx, deal, [registration.claim])
  const foresight = foreseeApproval({
    deal,
    registration,
    registrations,
    partners,
    live: liveCredits(credits, partners, registrations, (other) => outlasts(other, deal, moment.now)),
    conflicts: checkConflicts(claimFacts(gathered, deal, registration, moment.now)),
    roles: actor.roles,
    now: moment.now,
  })
  if (foresight.kind === 'refused') throw new Refusal('rule_violated', foresight.because)

  const programme = await findProgramme(tx, partner.type)
  if (!programme) throw new Error(`partner ${partner.id} has no programme`)
  const until = protectedUntil(moment.now, programme.protectionDays)
  const approved = await moveRegistration(tx, moment, registration, partner.name, {
    action: 'approve',
    mover: actor,
    reason: null,
    changes: { decidedBy: actor.userId, decidedAt: moment.now, protectedUntil: until },
    facts: { protectedUntil: until.toISOString() },
  })
  for (const loser of foresight.losers) await rejectAsDuplicate(tx, moment, loser, partners)
  await carryCredit(
    tx,
    moment,
    actor,
    { deal, registration: approved, partner },
    credits,
    partners,
    foresight.replaces,
  )
}

async function rejectAsDuplicate(
  tx: WorkspaceTx,
  moment: Moment,
  loser: RegistrationRecord,
  partners: ReadonlyMap<string, PartnerRecord>,
): Promise<void> {
  await moveRegistration(tx, moment, loser, partners.get(loser.partnerId)?.name ?? loser.partnerId, {
    action: 'reject',
    // By the ruling, not by the approver: that could be the person who submitted the losing claim.
    mover: 'system',
    reason: DUPLICATE_MESSAGE,
    changes: {
      decidedAt: moment.now,
      rejectReason: 'duplicate',
      messageToPartner: DUPLICATE_MESSAGE,
      slaPausedAt: null,
    },
    facts: { rejectReason: 'duplicate' },
  })
}

async function carryCredit(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { deal, registration, partner }: Approval,
  credits: readonly CreditRecord[],
  partners: ReadonlyMap<string, PartnerRecord>,
  replaces: readonly { creditId: string; because: string }[],
): Promise<void> {
  const own = credits.find(({ partnerId, role }) => partnerId === partner.id && role === 'sourced')
  for (const { creditId, because: outranked } of replaces) {
    const credit = credits.find(({ id }) => id === creditId)
    if (!credit || credit === own) continue
    const because =
      credit.evidence === 'registration' && credit.partnerId !== partner.id ? LAPSED_MESSAGE : outranked
    await markCreditRemoved(tx, creditId, { by: actor.userId, at: moment.now, reason: because })
    await recordReplaced(
      tx,
      moment,
      actor,
      credit,
      partners.get(credit.partnerId)?.name ?? credit.partnerId,
      because,
    )
  }
  const creditId = own ? own.id : moment.newId()
  if (own) await upgradeCredit(tx, own.id, registration.id)
  else await insertCredit(tx, creditFor(creditId, moment, actor, registration, credits))
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'credit',
    subjectId: creditId,
    kind: own ? 'credit_upgraded' : 'credit_from_registration',
    actor,
    at: moment.now,
    reason: 'Its registration was approved.',
    before: own ? { partner: partner.name, role: own.role, evidence: own.evidence } : null,
    after: {
      partner: partner.name,
      role: 'sourced',
      evidence: 'registration',
      postClose: deal.outcome === 'won',
    },
  })
}

function creditFor(
  id: string,
  moment: Moment,
  actor: Actor,
  registration: RegistrationRecord,
  credits: readonly CreditRecord[],
): CreditRecord {
  const previous = credits.find(({ partnerId }) => partnerId === registration.partnerId)
  return {
    id,
    dealId: registration.dealId,
    partnerId: registration.partnerId,
    role: 'sourced',
    shareBps: 10_000,
    evidence: 'registration',
    registrationId: registration.id,
    reason: previous?.reason ?? null,
    touchpoints: previous?.touchpoints ?? [],
    createdBy: actor.userId,
    createdAt: moment.now,
    lockedAt: null,
  }
}

async function recordReplaced(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  credit: CreditRecord,
  partnerName: string,
  because: string,
): Promise<void> {
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: credit.dealId,
    subjectKind: 'credit',
    subjectId: credit.id,
    kind: 'credit_removed',
    actor,
    at: moment.now,
    reason: because,
    before: { partner: partnerName, role: credit.role },
    after: { partner: partnerName, role: null },
  })
}
