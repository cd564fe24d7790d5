import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { download } from '../../api/request.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { unresolved, type BatchItem } from './outcomes.ts'

/** The steps that its state offers; the likely one stands out, a refused one says why. */
export function BatchActions({
  batch,
  onApprove,
  onCancel,
  onConfirmAll,
}: {
  batch: BatchDetail
  onApprove(): void
  onCancel(): void
  onConfirmAll(items: readonly BatchItem[]): void
}) {
  const { actions } = batch
  const open = unresolved(batch.items)
  const save = useMutation<void, ApiProblem>({
    mutationFn: () =>
      download(
        `/payouts/batches/${encodeURIComponent(batch.id)}/payment-file.csv`,
        `batch-${batch.number}.csv`,
      ),
  })
  const draft = batch.status === 'draft'
  const over = batch.status === 'settled' || batch.status === 'cancelled'
  return (
    <>
      <div className="row actions">
        {draft && (
          <ActionButton permitted={actions.approve} onClick={onApprove}>
            Approve
          </ActionButton>
        )}
        {actions.download.allowed && (
          <Button
            variant={over || save.isSuccess ? 'default' : 'filled'}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            Download payment file
          </Button>
        )}
        {!draft && !over && open.length > 0 && (
          <ActionButton
            variant={save.isSuccess || !actions.download.allowed ? 'filled' : 'default'}
            permitted={actions.confirm}
            onClick={() => onConfirmAll(open)}
          >
            Confirm all as paid
          </ActionButton>
        )}
        {actions.cancel.allowed && (
          <Button variant="subtle" color="danger" onClick={onCancel}>
            Cancel batch
          </Button>
        )}
      </div>
      {batch.status !== 'cancelled' && !actions.download.allowed && actions.download.because && (
        <p className="reason">Payment file: {actions.download.because}</p>
      )}
      {save.error && <InlineProblem problem={save.error} />}
    </>
  )
}
