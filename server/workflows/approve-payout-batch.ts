import { batchContentText } from '../../shared/payout/batch-content.ts'
import { payoutApproved } from '../../shared/ledger/posting.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { nextBatchState, nextItemState } from '../../shared/payout/transitions.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockLedger, postTransactions, sha256 } from '../db/ledger-store.ts'
import {
  type BatchRecord,
  type ItemRecord,
  itemsOf,
  lockBatch,
  updateBatch,
  updateItems,
} from '../db/payout-store.ts'
import { loginsOfPerson } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { payoutEntry } from './payout-postings.ts'
import { payoutStandings } from './payout-standing.ts'

/**
 * A second person approves exactly the content that they saw. From then on the money is on its way: payable becomes in
 * transit. Refused to the maker (the database refuses it too), and when balances changed since the batch was made.
 */
export async function approvePayoutBatch(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { batchId: string; contentHash: string },
): Promise<void> {
  const batch = await lockBatch(tx, input.batchId)
  if (!batch) throw notFound('payout batch')
  const status = nextBatchState(batch.status, 'approve')
  if (!status)
    throw new Refusal('conflict', `Batch ${batch.number} is ${words(batch.status)}; it cannot be approved.`)
  if ((await loginsOfPerson(tx, actor.userId)).has(batch.createdBy)) {
    throw new Refusal('rule_violated', 'You made this batch, so somebody else approves it.')
  }
  const items = await itemsOf(tx, batch.id)
  if (
    input.contentHash !== batch.contentHash ||
    sha256(batchContentText({ ...batch, items })) !== batch.contentHash
  ) {
    throw new Refusal(
      'conflict',
      'The batch is not what you saw. Load it again and compare before you approve.',
    )
  }
  await lockLedger(tx)
  await refuseChangedBalances(tx, batch, items)
  await updateBatch(tx, batch.id, { status, approvedBy: actor.userId, approvedAt: moment.now })
  const sent = nextItemState('queued', 'send')
  if (!sent) throw new Error('a queued payment can be sent')
  await updateItems(
    tx,
    items.map(({ id }) => id),
    { status: sent, updatedAt: moment.now },
  )
  const step = { kind: 'payout_approved', move: payoutApproved, reference: null, at: moment.now } as const
  await postTransactions(
    tx,
    items.map((item) => payoutEntry(batch, item, step)),
    moment,
  )
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'payout_batch',
    subjectId: batch.id,
    kind: 'payout_batch_approved',
    actor,
    at: moment.now,
    reason: null,
    before: { status: batch.status },
    after: {
      status,
      total: displayMoney(money(batch.totalMinor, batch.currency)),
      contentHash: batch.contentHash,
    },
  })
}

/** Balances may have grown since; they must still cover every line, or more would leave than is owed. */
async function refuseChangedBalances(
  tx: WorkspaceTx,
  batch: BatchRecord,
  items: readonly ItemRecord[],
): Promise<void> {
  const { currency } = batch
  const standings = await payoutStandings(tx, {
    partnerIds: items.map(({ partnerId }) => partnerId),
    currency,
  })
  const problems = items.flatMap((item) => {
    const now = standings.find(({ partnerId }) => partnerId === item.partnerId)
    const covered =
      now !== undefined &&
      now.balances.payable >= item.amountMinor &&
      item.lines.every(({ commissionLineId, amountMinor }) => {
        const line = now.lines.find((one) => one.commissionLineId === commissionLineId)
        return amountMinor <= 0n || (line !== undefined && line.amountMinor >= amountMinor)
      })
    if (!covered) return [`${item.partnerName}: the balance changed since the batch was made.`]
    const inactive = now.gates.find(({ name, passed }) => name === 'Partner active' && !passed)
    return inactive ? [`${item.partnerName}: ${inactive.text}`] : []
  })
  if (problems.length > 0) {
    throw new Refusal('conflict', `Cancel this batch and make a new one. ${problems.join(' ')}`)
  }
}

function words(status: string): string {
  return status.replaceAll('_', ' ')
}
