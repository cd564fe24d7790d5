import type { LineRef, Posting } from '../../shared/ledger/posting.ts'
import type { LedgerEntry, LedgerKind } from '../db/ledger-store.ts'
import type { BatchRecord, ItemRecord } from '../db/payout-store.ts'

/** One ledger entry for one payment: every commission line in it moves by its own part. */
export function payoutEntry(
  batch: Pick<BatchRecord, 'id' | 'number'>,
  item: ItemRecord,
  step: {
    kind: LedgerKind & `payout_${string}`
    move: (line: LineRef, amountMinor: bigint) => Posting[]
    reference: string | null
    at: Date
  },
): LedgerEntry {
  return {
    idempotencyKey: `${step.kind}:${item.id}`,
    kind: step.kind,
    cause: { batchId: batch.id, batchNumber: batch.number, itemId: item.id, reference: step.reference },
    effectiveAt: step.at,
    postings: item.lines.flatMap(({ commissionLineId, dealId, amountMinor }) => {
      const line = { partnerId: item.partnerId, dealId, commissionLineId, currency: item.currency }
      return step.move(line, amountMinor)
    }),
  }
}
