import { releasedTarget } from '../../shared/commission/earning.ts'
import { earn } from '../../shared/ledger/posting.ts'
import { displayMoney, fromMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { recordAudit } from '../db/audit-store.ts'
import { type CommissionLineRecord, commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { balancesByLine, type LedgerEntry, lockLedger, postTransactions } from '../db/ledger-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import { collectedNet } from '../db/payment-store.ts'
import type { Moment } from './lock-deal.ts'
import { PRODUCT } from './product-actor.ts'

/**
 * Makes payable what the customer's payments have earned by now, per commission line of the deal. Goes by totals, so that
 * it can run after every change; what was released stays released when a commission is corrected downwards.
 */
export async function releaseCommission(
  tx: WorkspaceTx,
  moment: Moment,
  deal: Pick<MirroredDeal, 'id'>,
  partners: ReadonlyMap<string, Pick<PartnerRecord, 'name'>>,
  paymentId: string | null,
): Promise<void> {
  const lines = (await commissionLinesOf(tx, deal.id)).filter(({ latest }) => latest.amountMinor > 0n)
  if (lines.length === 0) return
  await lockLedger(tx)
  const held = await balancesByLine(tx, { dealIds: [deal.id] })
  const entries: LedgerEntry[] = []
  for (const line of lines) {
    const balances = held.find(({ commissionLineId }) => commissionLineId === line.id)?.balances
    if (!balances || balances.pending <= 0n) continue
    const collected = await collectedNet(tx, deal.id, line.currency)
    const dealAmount = dealAmountOf(line)
    const target = releasedTarget(line.latest.why.plan.earning, balances.accrued, collected, dealAmount)
    const released = balances.accrued - balances.pending
    const step = target - released
    if (step <= 0n) continue
    const { partnerId, currency } = line
    entries.push({
      // All that the cumulative target depends on: with the same inputs there is nothing left to release.
      idempotencyKey: `earn:${line.id}:r${line.latest.revision}:c${collected}:a${dealAmount}`,
      kind: 'earn',
      cause: { dealId: deal.id, lineId: line.id, revision: line.latest.revision, paymentId },
      effectiveAt: moment.now,
      postings: earn({ partnerId, dealId: deal.id, commissionLineId: line.id, currency }, step),
    })
    const name = partners.get(partnerId)?.name ?? partnerId
    await recordRelease(tx, moment, deal.id, line, name, { step, target })
  }
  await postTransactions(tx, entries, moment)
}

/** The amount that the commission was computed from, which is what the collections are measured against. */
function dealAmountOf(line: CommissionLineRecord): bigint {
  const { dealAmount } = line.latest.why.inputs
  return dealAmount ? fromMoneyJson(dealAmount).amountMinor : 0n
}

async function recordRelease(
  tx: WorkspaceTx,
  moment: Moment,
  dealId: string,
  line: CommissionLineRecord,
  partner: string,
  { step, target }: { step: bigint; target: bigint },
): Promise<void> {
  const shown = (minor: bigint) => displayMoney(money(minor, line.currency))
  await recordAudit(tx, {
    id: moment.newId(),
    dealId,
    subjectKind: 'commission',
    subjectId: line.id,
    kind: 'commission_earned',
    actor: PRODUCT,
    at: moment.now,
    reason: null,
    before: { partner, earned: shown(target - step) },
    after: { partner, earned: shown(target) },
  })
}
