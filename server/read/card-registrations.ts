import type { RegistrationOnDeal, StatusLine } from '../../shared/contract/card-api.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Conflict } from '../../shared/registration/conflict.ts'
import { checkConflicts } from '../../shared/registration/conflict.ts'
import { isProtected } from '../../shared/registration/protection.ts'
import { slaText } from '../../shared/registration/sla.ts'
import { allowedActions, OPEN_STATES } from '../../shared/registration/transitions.ts'
import { STATE_WORDS } from '../../shared/registration/words.ts'
import type { Actor } from '../auth/actor.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'
import { type ApprovalForesight, foreseeApproval } from '../workflows/foresee-approval.ts'
import { claimFacts, type GatheredFacts } from '../workflows/gather-conflicts.ts'
import { liveCredits, outlasts } from '../workflows/live-credits.ts'
import { goneFromCrm } from '../workflows/lock-deal.ts'
import { daysLeft } from './credit-status.ts'

export interface RegistrationFacts {
  deal: MirroredDeal
  registrations: readonly RegistrationRecord[]
  partners: ReadonlyMap<string, PartnerRecord>
  credits: readonly CreditRecord[]
  /** Who submitted, by id. */
  people: ReadonlyMap<string, string>
  /** Needed while a registration is open. */
  gathered: GatheredFacts | null
  protectionDays: ReadonlyMap<string, number>
  actor: Actor
  /** The viewer's user and others that may be the same person. */
  ownLogins: ReadonlySet<string>
  now: Date
}

/** Waiting ones first, then the latest. */
export function registrationsSection(facts: RegistrationFacts): RegistrationOnDeal[] {
  const shown = facts.registrations.filter(({ status }) => status !== 'draft')
  const order = (registration: RegistrationRecord) => (OPEN_STATES.includes(registration.status) ? 0 : 1)
  return shown
    .toSorted((a, b) => order(a) - order(b) || b.submittedAt.getTime() - a.submittedAt.getTime())
    .flatMap((registration) => oneRegistration(facts, registration))
}

function oneRegistration(facts: RegistrationFacts, registration: RegistrationRecord): RegistrationOnDeal[] {
  const { deal, partners, people, gathered, actor, now } = facts
  const { status: state } = registration
  if (state === 'draft') return []
  const partner = partners.get(registration.partnerId)
  const open = OPEN_STATES.includes(state)
  const conflicts = open && gathered ? checkConflicts(claimFacts(gathered, deal, registration, now)) : []
  const foresight = open ? foresee(facts, registration, conflicts) : null
  const clock = { dueAt: registration.slaDueAt, pausedAt: registration.slaPausedAt }
  return [
    {
      id: registration.id,
      partnerId: registration.partnerId,
      partnerName: partner?.name ?? registration.partnerId,
      state,
      status: registrationStatus(registration, now),
      claim: registration.claim,
      submittedBy:
        registration.submittedBy === actor.userId ? 'you' : (people.get(registration.submittedBy) ?? ''),
      submittedAt: registration.submittedAt.toISOString(),
      slaDueAt: registration.slaDueAt.toISOString(),
      slaText: open ? slaText(clock, now) : null,
      question: registration.question,
      answer: registration.answer,
      rejectReason: registration.rejectReason,
      messageToPartner: registration.messageToPartner,
      protectedUntil: registration.protectedUntil && registration.protectedUntil.toISOString(),
      conflicts,
      approvalCauses:
        foresight?.kind === 'allowed' && may(actor.roles, 'decideRegistration')
          ? approvalCauses(facts, registration, foresight)
          : [],
      actions: actionsOf(facts, registration, foresight),
    },
  ]
}

function foresee(
  facts: RegistrationFacts,
  registration: RegistrationRecord,
  conflicts: readonly Conflict[],
): ApprovalForesight {
  const { deal, registrations, partners, credits, actor, now } = facts
  const live = liveCredits(credits, partners, registrations, (other) => outlasts(other, deal, now))
  return foreseeApproval({
    deal,
    registration,
    registrations,
    partners,
    live,
    conflicts,
    roles: actor.roles,
    now,
  })
}

function actionsOf(
  { deal, actor, ownLogins }: RegistrationFacts,
  registration: RegistrationRecord,
  foresight: ApprovalForesight | null,
): RegistrationOnDeal['actions'] {
  const gone = goneFromCrm(deal)
  const { approve, reject, ask, answer, withdraw } = allowedActions(
    {
      state: registration.status,
      submittedBy: ownLogins.has(registration.submittedBy) ? actor.userId : registration.submittedBy,
    },
    actor,
  )
  const unlessGone = (action: typeof approve) =>
    action.allowed && gone ? { allowed: false, because: gone } : action
  const refused = foresight?.kind === 'refused' ? { allowed: false, because: foresight.because } : null
  return {
    approve: unlessGone(approve.allowed && refused ? refused : approve),
    reject: unlessGone(reject),
    ask: unlessGone(ask),
    answer: unlessGone(answer),
    withdraw: unlessGone(withdraw),
  }
}

function approvalCauses(
  { partners, credits, protectionDays }: RegistrationFacts,
  registration: RegistrationRecord,
  foresight: Extract<ApprovalForesight, { kind: 'allowed' }>,
): string[] {
  const nameOf = (id: string) => partners.get(id)?.name ?? id
  const name = nameOf(registration.partnerId)
  const removed = foresight.replaces.flatMap(({ creditId }) => {
    const credit = credits.find(({ id }) => id === creditId)
    if (!credit) return []
    if (credit.partnerId !== registration.partnerId) {
      return [`Removes ${nameOf(credit.partnerId)} as sourced: an approved registration outranks its tag.`]
    }
    return credit.role === 'influenced' ? [`${name} is then only sourced, no longer influenced.`] : []
  })
  return [
    `Protects ${name} on this deal for ${protectionDays.get(registration.partnerId) ?? 0} days from now.`,
    `Gives ${name} sourced credit that rests on this registration.`,
    ...removed,
    ...foresight.losers.map(
      (loser) =>
        `Rejects the registration of ${nameOf(loser.partnerId)} as a duplicate: it was complete later.`,
    ),
    'Writes partner, role, registration status and protection date to the deal in the CRM.',
  ]
}

/** One dot and one line of words for where a registration stands. */
export function registrationStatus(
  {
    status,
    protectedUntil,
    rejectReason,
  }: Pick<RegistrationRecord, 'status' | 'protectedUntil' | 'rejectReason'>,
  now: Date,
): StatusLine {
  switch (status) {
    case 'submitted':
    case 'in_review':
      return { tone: 'info', text: 'In review' }
    case 'info_requested':
      return { tone: 'warning', text: 'Waits for an answer' }
    case 'approved':
      return isProtected(protectedUntil, now) && protectedUntil
        ? { tone: 'success', text: `Approved, protected ${daysLeft(protectedUntil, now)}` }
        : { tone: 'warning', text: 'Approved, protection ended' }
    case 'won':
      return { tone: 'success', text: 'Won' }
    case 'rejected':
      return { tone: 'danger', text: `Rejected: ${(rejectReason ?? 'other').replaceAll('_', ' ')}` }
    default: {
      const text = STATE_WORDS[status].replace(/^\w+ /, '')
      return { tone: 'default', text: text.charAt(0).toUpperCase() + text.slice(1) }
    }
  }
}
