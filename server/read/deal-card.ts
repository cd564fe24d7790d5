import type { DealCard, PartnerOnDeal, RegistrationOnDeal } from '../../shared/contract/card-api.ts'
import { TOUCHPOINTS } from '../../shared/contract/card-api.ts'
import { decideRemoval } from '../../shared/credit/credit.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import { may, rolesThatMay } from '../../shared/partner/roles.ts'
import { programmeLabel } from '../../shared/programme/programme.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import { ROLE_WORDS } from '../../shared/registration/words.ts'
import type { Actor } from '../auth/actor.ts'
import type { WordCrm } from '../crm-words.ts'
import { listAudit } from '../db/audit-store.ts'
import { type CreditRecord, liveCreditsOf } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { dealsMergedInto } from '../db/merged-deal-store.ts'
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import { paymentsOf } from '../db/payment-store.ts'
import { listProgrammes, publishedPlans } from '../db/programme-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { loginsOfPerson, namesOf } from '../db/user-store.ts'
import { plansOf } from '../workflows/accrue-commission.ts'
import { creditFacts } from '../workflows/credit-facts.ts'
import { type CreditCommission, dealCommission } from '../workflows/deal-commission.ts'
import { gatherConflicts } from '../workflows/gather-conflicts.ts'
import { liveCredits, outlasts } from '../workflows/live-credits.ts'
import { goneFromCrm } from '../workflows/lock-deal.ts'
import { linesBeforeMerge } from '../workflows/take-over-credits.ts'
import { registrationsSection } from './card-registrations.ts'
import {
  commissionState,
  type PostedCommission,
  postedCommissions,
  strayPayments,
} from './commission-state.ts'
import { creditStatus } from './credit-status.ts'
import { historyEntry } from './history.ts'
import { connectionSection, dealSection, seeDeal } from './seen-deal.ts'
import { whyFor } from './why-of-deal.ts'

const HISTORY_LENGTH = 50

export interface DealCardRequest {
  actor: Actor
  connectionId: string
  dealExternalId: string
  now: Date
  wordCrm: WordCrm
}

/** Everything that the card shows of a deal, worded. Throws not_found for a deal that this workspace does not have. */
export async function readDealCard(tx: WorkspaceTx, request: DealCardRequest): Promise<DealCard> {
  const { actor, now } = request
  const seen = await seeDeal(tx, request.connectionId, request.dealExternalId)
  const { deal } = seen
  const credits = await liveCreditsOf(tx, deal.id)
  const registrations = await registrationsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    [...credits, ...registrations].map(({ partnerId }) => partnerId),
  )
  const payments = await paymentsOf(tx, deal.id)
  const people = await namesOf(tx, [
    ...credits.map(({ createdBy }) => createdBy),
    ...registrations.map(({ submittedBy }) => submittedBy),
    ...payments.flatMap(({ recordedBy }) => recordedBy ?? []),
  ])
  const waiting = registrations.filter(({ status }) => OPEN_STATES.includes(status))
  const gathered =
    waiting.length > 0
      ? await gatherConflicts(
          tx,
          deal,
          waiting.map(({ claim }) => claim),
        )
      : null
  const shownRegistrations = registrationsSection({
    deal,
    registrations,
    partners,
    credits,
    people,
    gathered,
    protectionDays: waiting.length > 0 ? await protectionDays(tx, partners) : new Map(),
    actor,
    ownLogins: waiting.length > 0 ? await loginsOfPerson(tx, actor.userId) : new Set([actor.userId]),
    now,
  })
  const unpaid = unpaidOf(deal, payments)
  const viewer = viewerSection(actor, deal)
  const shownPartners = await partnersSection(tx, {
    deal,
    credits,
    registrations,
    partners,
    people,
    stray: strayPayments(deal, payments),
    actor,
    now,
  })
  return {
    viewer,
    connection: connectionSection(seen, request.wordCrm(seen.connection)),
    deal: dealSection(seen),
    noPartnersNote: seen.anyPartner
      ? null
      : 'The programme has no partners yet. A channel manager or an admin can add one in the console.',
    partners: shownPartners,
    registrations: shownRegistrations,
    payments: payments.map((payment) => ({
      id: payment.id,
      amount: toMoneyJson(money(payment.amountMinor, payment.currency)),
      paidOn: payment.paidOn,
      evidence: payment.evidence,
      recordedBy: payment.recordedBy
        ? (people.get(payment.recordedBy) ?? '')
        : payment.source.replaceAll('_', ' '),
    })),
    unpaid: unpaid && toMoneyJson(unpaid),
    primaryAction: primaryAction({
      deal,
      viewer,
      partners: shownPartners,
      registrations: shownRegistrations,
      unpaid,
    }),
    history: (await listAudit(tx, deal.id, HISTORY_LENGTH)).map(historyEntry),
  }
}

interface PartnersFacts {
  deal: MirroredDeal
  credits: readonly CreditRecord[]
  registrations: readonly RegistrationRecord[]
  partners: ReadonlyMap<string, PartnerRecord>
  people: ReadonlyMap<string, string>
  stray: readonly Money[]
  actor: Actor
  now: Date
}

async function partnersSection(tx: WorkspaceTx, facts: PartnersFacts): Promise<PartnerOnDeal[]> {
  const { deal, credits, partners, registrations, now } = facts
  if (credits.length === 0) return []
  const types = credits.flatMap(({ partnerId }) => partners.get(partnerId)?.type ?? [])
  const posted = await postedCommissions(tx, deal.id)
  const unposted = credits.filter(({ id }) => !posted.has(id))
  const merged = unposted.length > 0 ? await dealsMergedInto(tx, deal.id) : []
  const before = await linesBeforeMerge(tx, merged, unposted)
  const plans =
    before.size > 0
      ? await plansOf(tx, partners, [...before.values()].flat())
      : await publishedPlans(tx, types)
  const credited = credits.flatMap((credit) => {
    const partner = partners.get(credit.partnerId)
    const facts = { credit, registrations, plans, lines: [], before: before.get(credit.id) }
    return partner ? [creditFacts({ ...facts, partner })] : []
  })
  const previews = await dealCommission(tx, { deal, credits: credited, plans, now })
  return credits.flatMap((credit) => {
    const partner = partners.get(credit.partnerId)
    return partner ? [onePartner(facts, credit, partner, posted.get(credit.id), previews.get(credit.id))] : []
  })
}

function onePartner(
  { deal, credits, registrations, partners, people, stray, actor, now }: PartnersFacts,
  credit: CreditRecord,
  partner: PartnerRecord,
  posted: PostedCommission | undefined,
  preview: CreditCommission | undefined,
): PartnerOnDeal {
  const registration =
    registrations.find(({ id }) => id === credit.registrationId) ??
    registrations.findLast(({ partnerId }) => partnerId === partner.id)
  const taggedBy = credit.createdBy === actor.userId ? 'you' : (people.get(credit.createdBy) ?? '')
  const lapsed = credit.evidence === 'registration' && !(registration && outlasts(registration, deal, now))
  const cannotRemoveBecause = removalRefusal(deal, credit, credits, registrations, partners, actor)
  const commission = commissionState({ deal, partnerName: partner.name, posted, preview, lapsed, stray })
  const foreseen = preview?.kind === 'lines' ? preview.lines.flatMap(({ why }) => why ?? []) : []
  const whys = commission.state === 'accrued' ? (posted?.whys ?? []) : foreseen
  return {
    creditId: credit.id,
    partnerId: partner.id,
    name: partner.name,
    role: credit.role,
    programme: programmeLabel(partner.tier, partner.type),
    touchpoints: TOUCHPOINTS.filter((touchpoint) => credit.touchpoints.includes(touchpoint)),
    status: creditStatus(credit, registration, taggedBy, now),
    reason: credit.reason,
    taggedBy,
    taggedAt: credit.createdAt.toISOString(),
    protectedUntil:
      credit.registrationId && registration?.protectedUntil
        ? registration.protectedUntil.toISOString()
        : null,
    commission: { ...commission, why: commission.why && whyFor(actor, whys, partner.name) },
    canRemove: cannotRemoveBecause === null,
    cannotRemoveBecause,
  }
}

function removalRefusal(
  deal: MirroredDeal,
  credit: CreditRecord,
  credits: readonly CreditRecord[],
  registrations: readonly RegistrationRecord[],
  partners: ReadonlyMap<string, PartnerRecord>,
  actor: Actor,
): string | null {
  const refusal = tagRefusal(actor, deal)
  if (refusal) return refusal
  const live = liveCredits(credits, partners, registrations, ({ status }) => status === 'approved')
  const own = live.find(({ id }) => id === credit.id)
  if (!own) return null
  const decision = decideRemoval(own, {
    dealOutcome: deal.outcome,
    mayChangeLocked: may(actor.roles, 'changeLockedCredit'),
  })
  return decision.kind === 'refused' ? decision.because : null
}

function viewerSection(actor: Actor, deal: MirroredDeal): DealCard['viewer'] {
  const cannotTagBecause = tagRefusal(actor, deal)
  const there = goneFromCrm(deal) === null
  return {
    name: actor.name,
    roles: [...actor.roles],
    can: {
      tagPartner: cannotTagBecause === null,
      submitRegistration: may(actor.roles, 'submitRegistration') && there && deal.outcome === 'open',
      decideRegistration: may(actor.roles, 'decideRegistration') && there,
      recordCustomerPayment:
        may(actor.roles, 'recordCustomerPayment') && deal.outcome === 'won' && deal.amount !== null,
    },
    cannotTagBecause,
  }
}

/** Why this viewer cannot change who is credited here, with what they may do instead. */
export function tagRefusal(
  actor: Actor,
  deal: Pick<MirroredDeal, 'outcome' | 'state' | 'mergedInto'>,
): string | null {
  const gone = goneFromCrm(deal)
  if (gone) return gone
  if (!may(actor.roles, 'tagPartner')) {
    const words = rolesThatMay('tagPartner').map((role) => ROLE_WORDS[role])
    return `You can look at partners here. To change them, ask ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`
  }
  if (deal.outcome === 'won' && !may(actor.roles, 'changeLockedCredit')) {
    return 'The deal is won, so its credit is locked. A channel manager can change it, with a reason.'
  }
  return null
}

async function protectionDays(
  tx: WorkspaceTx,
  partners: ReadonlyMap<string, PartnerRecord>,
): Promise<Map<string, number>> {
  const programmes = new Map(
    (await listProgrammes(tx)).map((programme) => [programme.partnerType, programme]),
  )
  return new Map(
    [...partners.values()].map(({ id, type }) => [id, programmes.get(type)?.protectionDays ?? 0]),
  )
}

function unpaidOf(
  deal: MirroredDeal,
  payments: readonly { amountMinor: bigint; currency: string }[],
): Money | null {
  const { amount } = deal
  if (deal.outcome !== 'won' || !amount) return null
  const paid = payments
    .filter(({ currency }) => currency === amount.currency)
    .reduce((sum, payment) => sum + payment.amountMinor, 0n)
  return money(amount.amountMinor - paid, amount.currency)
}

/** The likely next thing for this viewer, or null when nothing waits for them. */
function primaryAction(card: {
  deal: MirroredDeal
  viewer: DealCard['viewer']
  partners: readonly PartnerOnDeal[]
  registrations: readonly RegistrationOnDeal[]
  unpaid: Money | null
}): DealCard['primaryAction'] {
  const { deal, viewer, partners, registrations, unpaid } = card
  if (registrations.some(({ actions }) => actions.approve.allowed || actions.ask.allowed))
    return 'review_registration'
  // Who asked is not who answers, unless it is their own.
  const answers = registrations.some(
    ({ actions, submittedBy }) =>
      actions.answer.allowed && (submittedBy === 'you' || !viewer.can.decideRegistration),
  )
  if (answers) return 'answer_question'
  if (viewer.can.recordCustomerPayment && partners.length > 0 && unpaid && unpaid.amountMinor > 0n)
    return 'record_payment'
  if (!viewer.can.tagPartner) return null
  return deal.outcome === 'open' || (deal.outcome === 'won' && partners.length === 0) ? 'add_partner' : null
}
