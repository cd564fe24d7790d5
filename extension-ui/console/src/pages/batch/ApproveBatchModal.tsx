import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'

/** Approves what is on the screen: a batch that changed since is refused. */
export function ApproveBatchModal({ batch, onClose }: { batch: BatchDetail; onClose(): void }) {
  const approve = useAction<{ contentHash: string }>({
    path: `/payouts/batches/${encodeURIComponent(batch.id)}/approve`,
    changes: ['payouts', 'partners'],
    success: `Batch ${batch.number} is approved. Finance can download the payment file now.`,
    onSuccess: onClose,
  })
  return (
    <ConfirmModal
      title={`Approve batch ${batch.number}`}
      sentence={
        <p>
          You approve {count(batch.itemCount, 'payment')} of <strong>{formatMoney(batch.total)}</strong> in
          all, made by {batch.createdBy}. The money moves from payable to in payout and the payment file
          becomes available to finance.
        </p>
      }
      confirmLabel={`Approve ${formatMoney(batch.total)}`}
      pending={approve.pending}
      problem={approve.problem}
      onConfirm={() => approve.run({ contentHash: batch.contentHash })}
      onClose={onClose}
    >
      <p className="muted small">
        Content hash <code>{batch.contentHash}</code>
      </p>
    </ConfirmModal>
  )
}
