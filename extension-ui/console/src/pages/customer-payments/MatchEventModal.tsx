import { useState } from 'react'
import type { DealRow } from '../../../../../shared/contract/console-api.ts'
import { AFTER_PAYMENT } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney } from '../../format/money.ts'
import { eventType } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { DealChoice } from './DealChoice.tsx'
import type { EventRow } from './EventTable.tsx'

export function MatchEventModal({ event, onClose }: { event: EventRow; onClose(): void }) {
  const [deal, setDeal] = useState<DealRow | null>(null)
  const [missing, setMissing] = useState(false)
  const match = useAction<{ dealId: string }>({
    path: `/customer-events/${encodeURIComponent(event.id)}/match`,
    changes: AFTER_PAYMENT,
    success: 'The event is applied.',
    onSuccess: onClose,
  })
  const confirm = () => {
    setMissing(deal === null)
    if (deal) match.run({ dealId: deal.id })
  }
  const what = event.amount
    ? `a payment of ${formatMoney(event.amount)}`
    : eventType(event.type).toLowerCase()
  return (
    <ConfirmModal
      title={`Match ${eventType(event.type).toLowerCase()} ${event.externalId}`}
      sentence={
        <p>
          {event.names ? `It names ${event.names}. ` : ''}
          {deal ? (
            <>
              It is recorded on <strong>{deal.name}</strong> as {what}; what commission that earns becomes
              payable, and its refunds follow it there.
            </>
          ) : (
            <>Say which deal it is about. It is recorded there as {what}.</>
          )}
        </p>
      }
      confirmLabel={deal ? `Match with ${deal.name}` : 'Match'}
      pending={match.pending}
      problem={match.problem}
      shownFields={['dealId']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <DealChoice
        chosen={deal}
        error={missing && !deal ? 'Choose the deal.' : fieldMessage(match.problem, 'dealId')}
        onChoose={setDeal}
      />
    </ConfirmModal>
  )
}
