import { creditsToLock } from '../../shared/credit/credit.ts'
import { canonicalJson } from '../../shared/ledger/hash.ts'
import { NOTHING } from '../../shared/ledger/balance.ts'
import { correct } from '../../shared/ledger/posting.ts'
import { displayMoney, fromMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
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
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import { publishedPlans } from '../db/programme-store.ts'
import { registrationsOf } from '../db/registration-store.ts'
import { addWork } from '../jobs/outbox.ts'
import { commissionTargets, type DealState, keyOf, type LineTarget } from './commission-targets.ts'
import type { Moment } from './lock-deal.ts'
import { PRODUCT } from './product-actor.ts'
import { releaseCommission } from './release-commission.ts'
import { closeInstant, settleRegistrations } from './settle-registrations.ts'

/**
 * Brings registrations, credit and commission of a deal in line with how the deal stands now. Run it as often as you like: it
 * goes by what is there, so that the second time changes nothing. A deal that the CRM archived, merged or lost keeps what
 * was accrued and gets nothing more.
 */
export async function reactToDeal(tx: WorkspaceTx, moment: Moment, dealId: string): Promise<void> {
  const deal = await lockDealById(tx, dealId)
  if (!deal) return
  if (deal.state === 'active') {
    const state = await readState(tx, moment, deal)
    if (deal.outcome === 'won') await lockAtWin(tx, moment, state)
    await bringToTargets(tx, moment, state)
    await releaseCommission(tx, moment, deal, state.partners, null)
  }
  await addWork(tx, { topic: 'crm.write_back', payload: { dealId }, dedupeKey: dealId })
}

async function readState(tx: WorkspaceTx, moment: Moment, deal: MirroredDeal): Promise<DealState> {
  const credits = await liveCreditsOf(tx, deal.id)
  const lines = await commissionLinesOf(tx, deal.id)
  const filed = await registrationsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    [...credits, ...lines, ...filed].map(({ partnerId }) => partnerId),
  )
  const registrations = await settleRegistrations(tx, moment, deal, partners)
  const plans = await publishedPlans(
    tx,
    [...partners.values()].map(({ type }) => type),
  )
  return { deal, credits, registrations, partners, plans, lines, now: moment.now }
}

async function lockAtWin(tx: WorkspaceTx, moment: Moment, { deal, credits }: DealState): Promise<void> {
  const live = credits.map((credit) => ({ ...credit, partnerName: '', locked: credit.lockedAt !== null }))
  await lockCredits(tx, creditsToLock(live, deal.outcome), moment.now)
}

async function bringToTargets(tx: WorkspaceTx, moment: Moment, state: DealState): Promise<void> {
  const known = new Map(state.lines.map((line) => [keyOf(line), line]))
  const changes = commissionTargets(state)
    .map((target) => ({ target, line: known.get(keyOf(target)) }))
    .filter(({ target, line }) => !line || differs(line, target))
  if (changes.length === 0) return
  await lockLedger(tx)
  const held = await balancesByLine(tx, { dealIds: [state.deal.id] })
  const entries: LedgerEntry[] = []
  for (const { target, line } of changes) {
    const revised = await recordRevision(tx, moment, state, target, line)
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
      },
      effectiveAt: first ? closeInstant(state.deal, moment.now) : moment.now,
      postings,
    })
  }
  await postTransactions(tx, entries, moment)
}

/** Another amount, or the same amount for another reason: both are worth a revision. */
function differs(line: CommissionLineRecord, target: LineTarget): boolean {
  return (
    line.latest.amountMinor !== target.amountMinor ||
    line.latest.planVersionId !== target.planVersionId ||
    canonicalJson(line.latest.why) !== canonicalJson(target.why)
  )
}

async function recordRevision(
  tx: WorkspaceTx,
  moment: Moment,
  { deal, partners }: DealState,
  target: LineTarget,
  line: CommissionLineRecord | undefined,
): Promise<{ lineId: string; revision: number; because: string }> {
  const lineId = line?.id ?? moment.newId()
  const { creditId, partnerId, ruleId, currency, amountMinor, planVersionId, why } = target
  if (!line) {
    await insertCommissionLine(tx, {
      id: lineId,
      creditId,
      dealId: deal.id,
      partnerId,
      ruleId,
      currency,
      createdAt: moment.now,
    })
  }
  const revision = (line?.latest.revision ?? 0) + 1
  const because = becauseOf(line, target)
  const change = { fromMinor: line?.latest.amountMinor ?? null, because }
  await insertCalculation(tx, {
    lineId,
    revision,
    planVersionId,
    amountMinor,
    why,
    change,
    calculatedAt: moment.now,
  })
  await recordChange(tx, moment, deal, partners.get(partnerId), { lineId, because, target, line })
  return { lineId, revision, because }
}

/** What changed since the last calculation, as a sentence. */
function becauseOf(line: CommissionLineRecord | undefined, { why }: LineTarget): string {
  if (why.withdrawn !== null) return `${why.withdrawn.charAt(0).toUpperCase()}${why.withdrawn.slice(1)}.`
  if (!line) return 'The deal was won.'
  const before = line.latest.why
  if (before.withdrawn !== null) return 'The deal was won again.'
  const [from, to] = [before.inputs.dealAmount, why.inputs.dealAmount]
  if (from && to && (from.amount !== to.amount || from.currency !== to.currency)) {
    return `The deal amount changed from ${displayMoney(fromMoneyJson(from))} to ${displayMoney(fromMoneyJson(to))}.`
  }
  if (before.inputs.closeDate !== why.inputs.closeDate) {
    return `The close date changed from ${before.inputs.closeDate} to ${why.inputs.closeDate}.`
  }
  if (before.inputs.dealType !== why.inputs.dealType) return 'The type of the deal changed.'
  return 'What the plan goes by changed.'
}

async function recordChange(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  partner: PartnerRecord | undefined,
  change: { lineId: string; because: string; target: LineTarget; line: CommissionLineRecord | undefined },
): Promise<void> {
  const { target, line } = change
  // A line that begins at nothing is explained on the card; the history tells of money that moved.
  if ((line?.latest.amountMinor ?? 0n) === target.amountMinor) return
  const shown = (minor: bigint) => displayMoney(money(minor, target.currency))
  const name = partner?.name ?? target.partnerId
  const kind = !line
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
    before: line ? { partner: name, commission: shown(line.latest.amountMinor) } : null,
    after: { partner: name, commission: shown(target.amountMinor) },
  })
}
