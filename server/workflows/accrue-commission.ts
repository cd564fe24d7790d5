import type { Why } from '../../shared/commission/why.ts'
import { creditsToLock } from '../../shared/credit/credit.ts'
import { canonicalJson } from '../../shared/ledger/hash.ts'
import { NOTHING } from '../../shared/ledger/balance.ts'
import { correct } from '../../shared/ledger/posting.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { PARTNER_TYPES } from '../../shared/partner/partner.ts'
import { recordAudit } from '../db/audit-store.ts'
import {
  type CommissionLineRecord,
  commissionLinesOf,
  insertCalculation,
  insertCommissionLine,
} from '../db/commission-store.ts'
import { liveCreditsOf, lockCredits } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockDealById, type MirroredDeal } from '../db/deal-store.ts'
import { balancesByLine, type LedgerEntry, lockLedger, postTransactions } from '../db/ledger-store.ts'
import { type MergedDeal, survivorOf } from '../db/merged-deal-store.ts'
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import { lockPeriods } from '../db/period-store.ts'
import { type PublishedPlan, publishedPlans } from '../db/programme-store.ts'
import { registrationsOf } from '../db/registration-store.ts'
import { addWork } from '../jobs/outbox.ts'
import {
  commissionTargets,
  type DealState,
  keyOf,
  type LineTarget,
  type Revision,
  withdrawn,
} from './commission-targets.ts'
import { creditFacts } from './credit-facts.ts'
import { type CreditCommission, dealCommission } from './deal-commission.ts'
import { followLaterDeals } from './follow-later-deals.ts'
import { measuresPeriods } from './gather-deal-facts.ts'
import { holdDisputed } from './hold-disputed.ts'
import type { Moment } from './lock-deal.ts'
import { movement } from './movement.ts'
import { PRODUCT } from './product-actor.ts'
import { refundedTargets } from './refunded-targets.ts'
import { releaseCommission } from './release-commission.ts'
import { closeInstant, settleRegistrations } from './settle-registrations.ts'
import { linesBeforeMerge, mergedAway, takeOverFromMerged } from './take-over-credits.ts'
import { takeOverDisputes } from './take-over-disputes.ts'
import { whatChanged } from './what-changed.ts'

/**
 * Brings registrations, credit and commission of a deal in line with how the deal stands now. Run it as often as you like: it
 * goes by what is there, so that the second time changes nothing. A deal that the CRM archived or lost keeps what was accrued
 * and gets nothing more; what its customer gets back is taken back all the same. One that was merged hands over to the deal that
 * it lives on in.
 */
export async function reactToDeal(tx: WorkspaceTx, moment: Moment, dealId: string): Promise<void> {
  const deal = await lockDealById(tx, dealId)
  if (!deal) return
  await settleDeal(tx, moment, deal, null)
  await addWork(tx, { topic: 'crm.write_back', payload: { dealId }, dedupeKey: dealId })
}

/**
 * The same for who holds the deal already, such as whoever records a payment, which is then named as the cause of what is
 * released. The deal is there.
 */
export async function settleDeal(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  paymentId: string | null,
): Promise<void> {
  if (deal.state !== 'active') return settleGone(tx, moment, deal, paymentId)
  const merged = await takeOverFromMerged(tx, moment, deal)
  const state = await readState(tx, moment, deal, merged)
  if (deal.outcome === 'won') await lockAtWin(tx, moment, state)
  const targets = commissionTargets(state, await commissionsOf(tx, moment, state))
  const revised = await bringToTargets(tx, moment, state, targets)
  const disputed = await takeOverDisputes(tx, merged, deal.id)
  await releaseCommission(tx, moment, state, paymentId)
  if (disputed) await holdDisputed(tx, moment, deal.id)
  await followLaterDeals(tx, deal.id, state.plans, revised)
}

/**
 * A deal that is gone stands as it was accrued; only refunds move its money. One that was merged into a deal that is there earns
 * nothing any more: that one does, from when this one's commission is taken back.
 */
async function settleGone(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  paymentId: string | null,
): Promise<void> {
  const survivor = await survivorOf(tx, deal)
  const heir = survivor?.state === 'active' ? survivor : null
  if (heir) await addWork(tx, { topic: 'deal.changed', payload: { dealId: heir.id }, dedupeKey: heir.id })
  const lines = await commissionLinesOf(tx, deal.id)
  if (lines.length === 0) return
  const partnerIds = lines.map(({ partnerId }) => partnerId)
  const partners = await partnersByIds(tx, partnerIds)
  const plans = await plansOf(tx, partners, lines)
  if (plans.some(measuresPeriods)) await lockPeriods(tx, partnerIds)
  const targets = heir
    ? lines.map((line) => withdrawn(line, mergedAway(heir)))
    : await refundedTargets(tx, deal, lines, plans)
  const revised = await bringToTargets(tx, moment, { deal, partners, lines }, targets)
  await releaseCommission(tx, moment, { deal, partners, plans }, paymentId, 'lessOnly')
  await followLaterDeals(tx, deal.id, plans, revised)
}

/** Every version that these lines and new ones may be under: partners may have changed their type since. */
export function plansOf(
  tx: WorkspaceTx,
  partners: ReadonlyMap<string, PartnerRecord>,
  lines: readonly CommissionLineRecord[],
): Promise<PublishedPlan[]> {
  const kept = lines.map(({ latest }) => latest.why.inputs.partnerType)
  return publishedPlans(
    tx,
    [
      ...[...partners.values()].map(({ type }) => type),
      ...PARTNER_TYPES.filter((type) => kept.some((known) => known === type)),
    ],
    lines.map(({ latest }) => latest.planVersionId),
  )
}

async function readState(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  merged: readonly MergedDeal[],
): Promise<DealState> {
  const credits = await liveCreditsOf(tx, deal.id)
  const lines = await commissionLinesOf(tx, deal.id)
  const before = await linesBeforeMerge(tx, merged, credits)
  const filed = await registrationsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    [...credits, ...lines, ...filed].map(({ partnerId }) => partnerId),
  )
  const registrations = await settleRegistrations(tx, moment, deal, partners)
  const plans = await plansOf(tx, partners, [...lines, ...[...before.values()].flat()])
  // Before anything is read of what these partners had: whoever accrues another deal of theirs waits, or did so before.
  if (plans.some(measuresPeriods)) {
    await lockPeriods(
      tx,
      [...credits, ...lines].map(({ partnerId }) => partnerId),
    )
  }
  return { deal, credits, registrations, partners, plans, lines, before }
}

async function commissionsOf(
  tx: WorkspaceTx,
  moment: Moment,
  { deal, credits, registrations, partners, plans, lines, before }: DealState,
): Promise<Map<string, CreditCommission>> {
  const facts = credits.map((credit) => {
    const partner = partners.get(credit.partnerId)
    if (!partner) throw new Error(`credit ${credit.id} names partner ${credit.partnerId}, who is not there`)
    return creditFacts({ credit, partner, registrations, plans, lines, before: before.get(credit.id) })
  })
  // A win without a close date is taken to have closed when it was first accrued.
  const [first] = lines
  const closedAt = deal.closedAt ?? first?.createdAt ?? null
  return dealCommission(tx, { deal: { ...deal, closedAt }, credits: facts, plans, now: moment.now })
}

async function lockAtWin(tx: WorkspaceTx, moment: Moment, { deal, credits }: DealState): Promise<void> {
  const live = credits.map((credit) => ({ ...credit, partnerName: '', locked: credit.lockedAt !== null }))
  await lockCredits(tx, creditsToLock(live, deal.outcome), moment.now)
}

async function bringToTargets(
  tx: WorkspaceTx,
  moment: Moment,
  state: Pick<DealState, 'deal' | 'partners' | 'lines'>,
  targets: readonly LineTarget[],
): Promise<Revision[]> {
  const known = new Map(state.lines.map((line) => [keyOf(line), line]))
  const revisions = targets
    .map((target): Revision => ({ target, before: known.get(keyOf(target)) }))
    .filter(({ target, before }) => !before || differs(before, target))
  if (revisions.length === 0) return []
  await lockLedger(tx)
  const held = await balancesByLine(tx, { dealIds: [state.deal.id] })
  const entries: LedgerEntry[] = []
  for (const revision of revisions) {
    const { target } = revision
    const revised = await recordRevision(tx, moment, state, revision)
    const now = held.find((one) => one.commissionLineId === revised.lineId)?.balances ?? NOTHING
    const reference = {
      partnerId: target.partnerId,
      dealId: state.deal.id,
      commissionLineId: revised.lineId,
      currency: target.currency,
    }
    const postings = correct(reference, now, now.accrued, target.amountMinor)
    if (postings.length === 0) continue
    const first = revised.revision === 1
    entries.push({
      idempotencyKey: `commission:${revised.lineId}:r${revised.revision}`,
      kind: first ? 'accrue' : 'true_up',
      cause: {
        dealId: state.deal.id,
        lineId: revised.lineId,
        revision: revised.revision,
        because: revised.because,
        ...movement(now.accrued, target.amountMinor, target.currency),
      },
      effectiveAt: first ? closeInstant(state.deal, moment.now) : moment.now,
      postings,
    })
  }
  await postTransactions(tx, entries, moment)
  return revisions
}

/** Another amount, or the same amount for another reason: both are worth a revision. */
function differs({ latest }: CommissionLineRecord, target: LineTarget): boolean {
  return (
    latest.amountMinor !== target.amountMinor ||
    latest.revenueMinor !== target.revenueMinor ||
    latest.closedOn !== target.closedOn ||
    latest.planVersionId !== target.planVersionId ||
    canonicalJson(reasons(latest.why)) !== canonicalJson(reasons(target.why))
  )
}

/** An explanation without the sentences that its rules are put in: other words are no other reason. */
function reasons(why: Why) {
  return { ...why, rule: why.rule?.id ?? null, tried: why.tried.map(({ id, outcome }) => ({ id, outcome })) }
}

async function recordRevision(
  tx: WorkspaceTx,
  moment: Moment,
  { deal, partners }: Pick<DealState, 'deal' | 'partners'>,
  { before, target }: Revision,
): Promise<{ lineId: string; revision: number; because: string }> {
  const line = {
    id: before?.id ?? moment.newId(),
    creditId: target.creditId,
    dealId: deal.id,
    partnerId: target.partnerId,
    ruleId: target.ruleId,
    currency: target.currency,
    createdAt: moment.now,
  }
  if (!before) await insertCommissionLine(tx, line)
  const revision = (before?.latest.revision ?? 0) + 1
  const because = whatChanged(before, target)
  const { planVersionId, amountMinor, revenueMinor, closedOn, why, inputs } = target
  await insertCalculation(tx, line, {
    lineId: line.id,
    revision,
    planVersionId,
    amountMinor,
    revenueMinor,
    closedOn,
    why,
    inputs,
    change: { fromMinor: before?.latest.amountMinor ?? null, because },
    calculatedAt: moment.now,
  })
  await recordChange(tx, moment, deal, partners.get(target.partnerId), {
    lineId: line.id,
    because,
    target,
    before,
  })
  return { lineId: line.id, revision, because }
}

async function recordChange(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  partner: PartnerRecord | undefined,
  change: { lineId: string; because: string } & Revision,
): Promise<void> {
  const { target, before } = change
  // A line that begins at nothing is explained on the card; the history tells of money that moved.
  if ((before?.latest.amountMinor ?? 0n) === target.amountMinor) return
  const shown = (minor: bigint) => displayMoney(money(minor, target.currency))
  const name = partner?.name ?? target.partnerId
  const kind = !before
    ? 'commission_accrued'
    : target.why.withdrawn !== null
      ? 'commission_withdrawn'
      : 'commission_changed'
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'commission',
    subjectId: change.lineId,
    kind,
    actor: PRODUCT,
    at: moment.now,
    reason: change.because,
    before: before ? { partner: name, commission: shown(before.latest.amountMinor) } : null,
    after: { partner: name, commission: shown(target.amountMinor) },
  })
}
