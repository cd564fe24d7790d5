import { decideCredit } from '../../shared/credit/credit.ts'
import { may } from '../../shared/partner/roles.ts'
import { notTakingDeals } from '../../shared/partner/standing.ts'
import { checkConflicts } from '../../shared/registration/conflict.ts'
import { protectedUntil } from '../../shared/registration/protection.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
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
import { claimFacts, gatherConflicts } from './gather-conflicts.ts'
import { liveCredits, outlasts } from './live-credits.ts'
import type { Moment } from './lock-deal.ts'
import { moveRegistration, requireMove } from './move-registration.ts'
import { rulingOn } from './ruling-on.ts'

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
  const standing = notTakingDeals(partner)
  if (standing) throw new Refusal('rule_violated', standing)
  const registrations = await expireLapsed(tx, moment, deal, await registrationsOf(tx, deal.id))
  const partners = await partnersByIds(
    tx,
    registrations.map(({ partnerId }) => partnerId),
  )
  await refuseBlockingConflicts(tx, moment, deal, registration)
  const losers = ruledOut(registration, registrations, partners, moment)

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
  for (const loser of losers) await rejectAsDuplicate(tx, moment, loser, partners)
  await carryCredit(tx, moment, actor, { deal, registration: approved, partner }, registrations)
}

async function refuseBlockingConflicts(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  registration: RegistrationRecord,
): Promise<void> {
  const facts = await gatherConflicts(tx, deal, [registration.claim])
  const conflicts = checkConflicts(claimFacts(facts, deal, registration, moment.now))
  const blocking = conflicts.filter(({ severity }) => severity === 'blocking')
  if (blocking.length > 0) throw new Refusal('rule_violated', blocking.map(({ text }) => text).join(' '))
}

/** The other waiting claims on the deal, when the ruling is for this one. */
function ruledOut(
  registration: RegistrationRecord,
  registrations: readonly RegistrationRecord[],
  partners: ReadonlyMap<string, PartnerRecord>,
  moment: Moment,
): RegistrationRecord[] {
  const waiting = registrations.filter(({ status }) => OPEN_STATES.includes(status))
  const ruling = rulingOn(waiting, partners, moment.now)
  if (ruling.winner !== registration.id) {
    const winner = waiting.find(({ id }) => id === ruling.winner)
    const name = winner ? partners.get(winner.partnerId)?.name : undefined
    throw new Refusal(
      'rule_violated',
      `The registration of ${name ?? 'another partner'} was complete earlier and has priority. Decide on it first.`,
    )
  }
  return waiting.filter(({ id }) => id !== registration.id)
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
  registrations: readonly RegistrationRecord[],
): Promise<void> {
  const credits = await liveCreditsOf(tx, deal.id)
  const holders = await partnersByIds(
    tx,
    credits.map(({ partnerId }) => partnerId),
  )
  const live = liveCredits(credits, holders, registrations, (other) => outlasts(other, deal, moment.now))
  const decision = decideCredit(
    live,
    { partnerId: partner.id, role: 'sourced', evidence: 'registration' },
    { dealOutcome: deal.outcome, mayChangeLocked: may(actor.roles, 'changeLockedCredit') },
  )
  if (decision.kind === 'refused') throw new Refusal('rule_violated', decision.because)
  if (decision.kind === 'unchanged')
    throw new Error(`credit ${decision.creditId} already rests on a registration`)

  const own = credits.find(({ partnerId, role }) => partnerId === partner.id && role === 'sourced')
  for (const { creditId, because: outranked } of decision.replaces) {
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
      holders.get(credit.partnerId)?.name ?? credit.partnerId,
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
