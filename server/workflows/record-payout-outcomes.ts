import { payoutConfirmed, payoutFailed, payoutReturned } from '../../shared/ledger/posting.ts'
import {
  batchOutcome,
  type ItemAction,
  nextBatchState,
  nextItemState,
} from '../../shared/payout/transitions.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type LedgerEntry, postTransactions } from '../db/ledger-store.ts'
import {
  type BatchRecord,
  type ItemRecord,
  itemsOf,
  lockBatch,
  updateBatch,
  updateItems,
} from '../db/payout-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { holdDisputed } from './hold-disputed.ts'
import type { Moment } from './lock-deal.ts'
import { payoutEntry } from './payout-postings.ts'

export interface PayoutOutcome {
  itemId: string
  outcome: 'confirmed' | 'failed' | 'returned'
  /** What the bank calls it. */
  reference: string
}

const ACTIONS = { confirmed: 'confirm', failed: 'fail', returned: 'return' } as const satisfies Record<
  PayoutOutcome['outcome'],
  ItemAction
>

/**
 * Writes down what became of payments of an approved batch. Confirmed money has left; failed or returned money is owed
 * again. All outcomes are taken or none.
 */
export async function recordPayoutOutcomes(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { batchId: string; outcomes: readonly PayoutOutcome[] },
): Promise<void> {
  const batch = await lockBatch(tx, input.batchId)
  if (!batch) throw notFound('payout batch')
  const items = new Map((await itemsOf(tx, batch.id)).map((item) => [item.id, item]))
  if (input.outcomes.some(({ itemId }) => !items.has(itemId))) throw notFound('payment in this batch')
  if (batch.approvedBy === null)
    throw new Refusal('conflict', 'Nothing of this batch has been paid: it is not approved.')
  const entries: LedgerEntry[] = []
  for (const { itemId, outcome, reference } of input.outcomes) {
    const item = items.get(itemId)
    if (!item) throw notFound('payment in this batch')
    const status = nextItemState(item.status, ACTIONS[outcome])
    if (!status) {
      const message = `The payment to ${item.partnerName} is ${item.status}, so it cannot become ${outcome}.`
      throw new Refusal('conflict', message)
    }
    entries.push(entryOf(batch, item, outcome, reference, moment.now))
    await updateItems(tx, [item.id], { status, providerReference: reference, updatedAt: moment.now })
    await record(tx, moment, actor, item, { status, reference })
    items.set(item.id, { ...item, status })
  }
  await postTransactions(tx, entries, moment)
  // What came back is payable again, and a dispute may stand against it by now.
  const back = input.outcomes
    .filter(({ outcome }) => outcome !== 'confirmed')
    .map(({ itemId }) => items.get(itemId))
  const dealIds = new Set(back.flatMap((item) => item?.lines.map(({ dealId }) => dealId) ?? []))
  for (const dealId of dealIds) await holdDisputed(tx, moment, dealId)
  await settle(tx, moment, batch, [...items.values()])
}

function entryOf(
  batch: BatchRecord,
  item: ItemRecord,
  outcome: PayoutOutcome['outcome'],
  reference: string,
  at: Date,
): LedgerEntry {
  switch (outcome) {
    case 'confirmed':
      return payoutEntry(batch, item, { kind: 'payout_confirmed', move: payoutConfirmed, reference, at })
    case 'failed':
      return payoutEntry(batch, item, { kind: 'payout_failed', move: payoutFailed, reference, at })
    case 'returned': {
      // What was confirmed had left the bank; what was not confirmed never did.
      const move = item.status === 'confirmed' ? payoutReturned : payoutFailed
      return payoutEntry(batch, item, { kind: 'payout_returned', move, reference, at })
    }
  }
}

async function settle(
  tx: WorkspaceTx,
  moment: Moment,
  batch: BatchRecord,
  items: readonly ItemRecord[],
): Promise<void> {
  const action = batchOutcome(items.map(({ status }) => status))
  const status = action && nextBatchState(batch.status, action)
  if (status) await updateBatch(tx, batch.id, { status, closedAt: moment.now })
}

async function record(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  item: ItemRecord,
  after: { status: string; reference: string },
): Promise<void> {
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'payout_item',
    subjectId: item.id,
    kind: `payout_${after.status}`,
    actor,
    at: moment.now,
    reason: null,
    before: { partner: item.partnerName, status: item.status },
    after: { partner: item.partnerName, ...after },
  })
}
