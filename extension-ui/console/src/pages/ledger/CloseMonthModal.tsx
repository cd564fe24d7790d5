import { useAction } from '../../api/use-action.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { Month } from './MonthsPage.tsx'
import { formatMonth } from './months.ts'

export function CloseMonthModal({ month, onClose }: { month: Month; onClose(): void }) {
  const name = formatMonth(month.month)
  const close = useAction<Record<string, never>>({
    path: `/ledger/months/${encodeURIComponent(month.month)}/close`,
    changes: ['ledger'],
    success: `${name} is closed.`,
    onSuccess: onClose,
  })
  return (
    <ConfirmModal
      title={`Close ${name}`}
      sentence={
        <>
          <p>
            The whole ledger is verified first; then the {count(month.entries, 'entry', 'entries')} of {name}{' '}
            and their balances stay as they are <strong>for good</strong>.
          </p>
          <p>
            No entry can be dated in {name} or before it any more. What comes later and belongs there is dated
            on the day it is posted, and says which day it is for. <strong>This cannot be undone.</strong>
          </p>
        </>
      }
      confirmLabel={`Close ${name} for good`}
      destructive
      pending={close.pending}
      problem={close.problem}
      onConfirm={() => close.run({})}
      onClose={onClose}
    />
  )
}
