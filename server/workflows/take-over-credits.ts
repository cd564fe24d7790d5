import type { Why } from '../../shared/commission/why.ts'
import { decideTakeOver, type MergedCredit, type TakeOver } from '../../shared/credit/take-over.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import { recordAudit } from '../db/audit-store.ts'
import { type CommissionLineRecord, commissionLinesOf } from '../db/commission-store.ts'
import {
  allCreditsOf,
  type CreditRecord,
  insertCredit,
  liveCreditsOf,
  liveCreditsOfDeals,
  markCreditRemoved,
} from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { dealsMergedInto, type MergedDeal } from '../db/merged-deal-store.ts'
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import {
  moveRegistrationToDeal,
  type RegistrationRecord,
  registrationsByIds,
  registrationsOf,
} from '../db/registration-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import { outlasts } from './live-credits.ts'
import type { Moment } from './lock-deal.ts'
import { PRODUCT } from './product-actor.ts'
import { closeInstant } from './settle-registrations.ts'

/** Why a line of a merged deal is taken back; `isMergedAway` knows it again. */
export const mergedAway = (survivor: Pick<MirroredDeal, 'externalId'>): string =>
  `${MERGED_INTO}${survivor.externalId} in the CRM, and one sale pays commission once`

const MERGED_INTO = 'the deal was merged into deal '

/** The calculation took its line back because the deal was merged. */
export function isMergedAway({ withdrawn }: Why): boolean {
  return withdrawn?.startsWith(MERGED_INTO) === true
}

/**
 * Takes over what partners have on deals that were merged into this one: their credits, with the registrations behind those, and
 * claims that wait for a decision. It waits until the commission of all those deals is taken back, so that it never stands
 * twice, and asks for that. What a person must decide is left to one, in the deal's history. Returns those deals. The caller
 * holds the deal.
 */
export async function takeOverFromMerged(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
): Promise<readonly MergedDeal[]> {
  const merged = await dealsMergedInto(tx, deal.id)
  const earning = merged.filter(({ earns }) => earns)
  await addWorks(
    tx,
    earning.map(({ id }) => ({ topic: 'deal.changed' as const, payload: { dealId: id }, dedupeKey: id })),
  )
  if (merged.length > 0 && earning.length === 0) {
    // Credits first: a partner has one live registration here, and what was approved goes before what still waits.
    await takeOverCredits(tx, moment, deal, merged)
    await takeOverClaims(tx, moment, deal, merged)
  }
  // All of them in any case: credit that was taken over before keeps its terms while another deal is waited for.
  return merged
}

async function takeOverCredits(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  merged: readonly MergedDeal[],
): Promise<void> {
  const credits = await liveCreditsOfDeals(
    tx,
    merged.map(({ id }) => id),
  )
  if (credits.length === 0) return
  const own = await liveCreditsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    [...credits, ...own].map(({ partnerId }) => partnerId),
  )
  const nameOf = (partnerId: string) => partners.get(partnerId)?.name ?? partnerId
  const registrations = await registrationsByIds(
    tx,
    [...credits, ...own].flatMap(({ registrationId }) => registrationId ?? []),
  )
  const lapsed = ({ registrationId }: CreditRecord) => {
    const registration = registrations.get(registrationId ?? '')
    return registration !== undefined && !outlasts(asIfOpen(registration), deal, moment.now)
  }
  const claimants = new Set((await registrationsOf(tx, deal.id)).filter(isLive).map((one) => one.partnerId))
  const decided = decideTakeOver(
    own.map((credit) => ({
      ...credit,
      partnerName: nameOf(credit.partnerId),
      lapsed: lapsed(credit),
    })),
    credits.map((credit): MergedCredit => {
      const registration = registrations.get(credit.registrationId ?? '')
      const blocked =
        registration && isLive(registration) && registration.dealId !== deal.id
          ? claimants.has(credit.partnerId)
          : false
      return {
        ...credit,
        partnerName: nameOf(credit.partnerId),
        since: registration?.completeAt ?? credit.createdAt,
        locked: credit.lockedAt !== null,
        lapsed: lapsed(credit),
        obstacle: blocked ? `Another registration of ${nameOf(credit.partnerId)} is on this deal.` : null,
      }
    }),
    { outcome: deal.outcome, closedAt: closeInstant(deal, moment.now) },
  )
  const given = new Map(credits.map((credit) => [credit.id, credit]))
  const names = new Map(merged.map(({ id, externalId }) => [id, externalId]))
  for (const decision of decided) {
    const credit = given.get(decision.credit.id)
    const from = names.get(decision.credit.dealId)
    if (credit && from !== undefined) await follow(tx, moment, { deal, from, credit, decision })
  }
}

/** One that was lost with its deal follows the survivor as if it were approved. */
const asIfOpen = (registration: RegistrationRecord): RegistrationRecord =>
  registration.status === 'lost' ? { ...registration, status: 'approved' } : registration

interface Followed {
  deal: MirroredDeal
  /** The merged deal, as the CRM calls it. */
  from: string
  credit: CreditRecord
  decision: TakeOver
}

async function follow(tx: WorkspaceTx, moment: Moment, { deal, from, credit, decision }: Followed) {
  const { partnerName: partner } = decision.credit
  // Ended where it was in any case: each credit of a merged deal is decided once.
  await markCreditRemoved(tx, credit.id, { by: null, at: moment.now, reason: ENDED[decision.kind](deal) })
  if (decision.kind === 'already') return
  const entry = {
    dealId: deal.id,
    subjectKind: 'credit',
    actor: PRODUCT,
    at: moment.now,
    before: null,
    after: { partner, role: credit.role, evidence: credit.evidence },
  }
  if (decision.kind === 'question') {
    const reason = `It was on deal ${from}, which was merged into this one. ${decision.because} A channel manager decides.`
    const kind = 'credit_undecided'
    return recordAudit(tx, { ...entry, id: moment.newId(), subjectId: credit.id, kind, reason })
  }
  const { replaces } = decision
  if (replaces) {
    const reason = 'A partner that is both is only sourced.'
    await markCreditRemoved(tx, replaces.id, { by: null, at: moment.now, reason })
  }
  if (credit.registrationId !== null) await moveRegistrationToDeal(tx, credit.registrationId, deal.id)
  const id = moment.newId()
  await insertCredit(tx, { ...credit, id, dealId: deal.id })
  await recordAudit(tx, {
    ...entry,
    id: moment.newId(),
    subjectId: id,
    kind: 'credit_taken_over',
    reason: `Deal ${from} was merged into this one.`,
    before: replaces && { partner, role: replaces.role },
  })
}

const ENDED: Record<TakeOver['kind'], (deal: Pick<MirroredDeal, 'externalId'>) => string> = {
  move: ({ externalId }) => `The deal was merged into deal ${externalId}, which took it over.`,
  already: ({ externalId }) => `The deal was merged into deal ${externalId}, which credits the partner.`,
  question: ({ externalId }) => `The deal was merged into deal ${externalId}, where a person decides it.`,
}

/** Claims that nobody decided yet can be decided only on a deal that is there. */
async function takeOverClaims(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  merged: readonly MergedDeal[],
): Promise<void> {
  const claimants = new Set((await registrationsOf(tx, deal.id)).filter(isLive).map((one) => one.partnerId))
  for (const { id: dealId, externalId } of merged) {
    const open = (await registrationsOf(tx, dealId)).filter(({ status }) => OPEN_STATES.includes(status))
    const partners: ReadonlyMap<string, PartnerRecord> = await partnersByIds(
      tx,
      open.map(({ partnerId }) => partnerId),
    )
    for (const registration of open) {
      if (claimants.has(registration.partnerId)) continue
      claimants.add(registration.partnerId)
      await moveRegistrationToDeal(tx, registration.id, deal.id)
      await recordAudit(tx, {
        id: moment.newId(),
        dealId: deal.id,
        subjectKind: 'registration',
        subjectId: registration.id,
        kind: 'registration_taken_over',
        actor: PRODUCT,
        at: moment.now,
        reason: `Deal ${externalId} was merged into this one.`,
        before: null,
        after: {
          partner: partners.get(registration.partnerId)?.name ?? registration.partnerId,
          state: registration.status,
        },
      })
    }
  }
}

function isLive({ status }: Pick<RegistrationRecord, 'status'>): boolean {
  return status === 'approved' || OPEN_STATES.includes(status)
}

/**
 * For credits that were taken over, the lines that they had before: the first accrual here keeps their plan version, tier and
 * exchange rate, because a merge changes no terms. By the credit's id.
 */
export async function linesBeforeMerge(
  tx: WorkspaceTx,
  merged: readonly MergedDeal[],
  credits: readonly CreditRecord[],
): Promise<Map<string, CommissionLineRecord[]>> {
  const before = new Map<string, CommissionLineRecord[]>()
  for (const { id } of merged) {
    const lines = (await commissionLinesOf(tx, id)).filter(({ latest }) => isMergedAway(latest.why))
    const given = lines.length > 0 ? await allCreditsOf(tx, id) : []
    for (const credit of credits) {
      const was = given.find((one) => isTakenFrom(credit, one))
      const own = was ? lines.filter(({ creditId }) => creditId === was.id) : []
      if (own.length > 0) before.set(credit.id, [...(before.get(credit.id) ?? []), ...own])
    }
  }
  return before
}

function isTakenFrom(credit: CreditRecord, was: CreditRecord): boolean {
  return (
    credit.partnerId === was.partnerId &&
    credit.role === was.role &&
    credit.createdAt.getTime() === was.createdAt.getTime() &&
    credit.createdBy === was.createdBy
  )
}
