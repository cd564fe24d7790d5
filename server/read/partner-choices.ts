import type { PartnerChoice, PartnerChoices, WhatIf } from '../../shared/contract/card-api.ts'
import { CREDIT_ROLES, type CreditRole, type LiveCredit } from '../../shared/credit/credit.ts'
import { displayMoney, toMoneyJson } from '../../shared/money/format.ts'
import { may } from '../../shared/partner/roles.ts'
import { programmeLabel, type Programme } from '../../shared/programme/programme.ts'
import { checkConflicts } from '../../shared/registration/conflict.ts'
import { submissionRefusal } from '../../shared/registration/may-submit.ts'
import type { Actor } from '../auth/actor.ts'
import type { WordCrm } from '../crm-words.ts'
import { liveCreditsOf } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { type FoundPartner, partnersByIds, searchPartners } from '../db/partner-store.ts'
import { listProgrammes, publishedPlans } from '../db/programme-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { imaginedCredit } from '../workflows/credit-facts.ts'
import { commissionAlone, type CreditCommission } from '../workflows/deal-commission.ts'
import { foreseeTag } from '../workflows/foresee-tag.ts'
import { claimFacts, gatherConflicts } from '../workflows/gather-conflicts.ts'
import { liveCredits, outlasts } from '../workflows/live-credits.ts'
import { foresee } from './commission-state.ts'
import { tagRefusal } from './deal-card.ts'
import { listedByCrm, withListedFirst } from './listed-partners.ts'
import { seeDeal } from './seen-deal.ts'
import { whyFor } from './why-of-deal.ts'

const LIMIT = 8

export interface PartnerChoicesRequest {
  actor: Actor
  connectionId: string
  dealExternalId: string
  search: string
  now: Date
  wordCrm: WordCrm
}

/** Partners that match, each with what tagging it in either role would mean on this deal. The viewer's recent ones come first. */
export async function readPartnerChoices(
  tx: WorkspaceTx,
  request: PartnerChoicesRequest,
): Promise<PartnerChoices> {
  const { actor, now } = request
  const { deal, connection } = await seeDeal(tx, request.connectionId, request.dealExternalId)
  const listed = await listedByCrm(tx, deal)
  const found = await withListedFirst(
    tx,
    request.search.trim() === '' ? [...listed.keys()] : [],
    await searchPartners(tx, { search: request.search, userId: actor.userId, limit: LIMIT + 1 }),
  )
  const shown = found.slice(0, LIMIT)
  const credits = await liveCreditsOf(tx, deal.id)
  const registrations = await registrationsOf(tx, deal.id)
  const holders = await partnersByIds(
    tx,
    credits.map(({ partnerId }) => partnerId),
  )
  const gathered = await gatherConflicts(tx, deal, [])
  const plans = await publishedPlans(
    tx,
    shown.map(({ type }) => type),
  )
  const facts: ChoiceFacts = {
    deal,
    actor,
    now,
    crm: request.wordCrm(connection).label,
    listed,
    live: liveCredits(credits, holders, registrations, (other) => outlasts(other, deal, now)),
    registrations,
    commissions: await commissionAlone(tx, {
      deal,
      credits: shown.flatMap((partner) =>
        CREDIT_ROLES.map((role) => imaginedCredit(whatIfId(partner, role), partner, role, plans, now)),
      ),
      plans,
      now,
    }),
    programmes: await listProgrammes(tx),
  }
  const partners = shown.map((partner): PartnerChoice => {
    const claim = { id: null, partnerId: partner.id, completeAt: now, claim: { contactEmail: null } }
    return {
      partnerId: partner.id,
      name: partner.name,
      programme: programmeLabel(partner.tier, partner.type),
      domains: partner.domains,
      recent: partner.lastUsedAt !== null,
      onDealAs: credits.find(({ partnerId }) => partnerId === partner.id)?.role ?? null,
      sourced: whatIf(facts, partner, 'sourced'),
      influenced: whatIf(facts, partner, 'influenced'),
      conflicts: checkConflicts(claimFacts(gathered, deal, claim, now)),
    }
  })
  return { partners, more: found.length > LIMIT }
}

interface ChoiceFacts {
  deal: MirroredDeal
  actor: Actor
  now: Date
  /** The CRM as its vendor writes it. */
  crm: string
  listed: ReadonlyMap<string, string>
  live: readonly LiveCredit[]
  registrations: readonly RegistrationRecord[]
  /** By `whatIfId`. */
  commissions: ReadonlyMap<string, CreditCommission>
  programmes: readonly Programme[]
}

function whatIf(facts: ChoiceFacts, partner: FoundPartner, role: CreditRole): WhatIf {
  const { deal, actor, live, commissions } = facts
  const foresight = foreseeTag({ deal, partner, role, live, roles: actor.roles })
  const refusal = tagRefusal(actor, deal) ?? (foresight.kind === 'refused' ? foresight.because : null)
  const { amount, whys, note } = foresee(commissions.get(whatIfId(partner, role)), deal)
  return {
    allowed: refusal === null,
    refusal,
    commission: amount && toMoneyJson(amount),
    consequence: consequence(deal, amount && displayMoney(amount), note),
    why: whyFor(actor, whys, partner.name),
    notes: refusal === null ? notes(facts, partner, role) : [],
  }
}

/** Stands for the credit that is not there yet. */
const whatIfId = (partner: Pick<FoundPartner, 'id'>, role: CreditRole) => `${role}:${partner.id}`

function consequence(deal: MirroredDeal, amount: string | null, note: string | null): string {
  if (deal.outcome === 'lost') return 'Nothing: the deal is lost'
  if (amount === null) return note ?? 'No amount yet'
  if (note !== null && deal.outcome === 'open') return note
  return deal.outcome === 'won' ? `${amount} now, because the deal is won` : `${amount} if won`
}

function notes(
  { deal, actor, crm, listed, live, registrations, programmes }: ChoiceFacts,
  partner: FoundPartner,
  role: CreditRole,
): string[] {
  const own = live.find(({ partnerId }) => partnerId === partner.id)
  const replaced = own && own.role !== role ? [`It is ${own.role} now; it will be ${role} only.`] : []
  const claims = registrations.filter(({ partnerId }) => partnerId === partner.id).map(({ status }) => status)
  const registrable =
    role === 'sourced' &&
    may(actor.roles, 'submitRegistration') &&
    submissionRefusal({ partner, dealOutcome: deal.outcome, own: claims }) === null
  const days = programmes.find(({ partnerType }) => partnerType === partner.type)?.protectionDays
  const as = listed.get(partner.id)
  return [
    ...(as === undefined ? [] : [`${crm} lists ${partner.name} as ${as} on this deal.`]),
    ...replaced,
    'Your own credit does not change.',
    ...(registrable && days !== undefined
      ? [`A tag does not protect it. Register the deal to protect it for ${days} days from approval.`]
      : []),
  ]
}
