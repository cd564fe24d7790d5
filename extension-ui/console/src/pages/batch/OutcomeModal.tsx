import { useState } from 'react'
import { TextInput } from '@mantine/core'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney, sumMoney } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { OutcomeKind, RecordedOutcome } from './outcomes.ts'

const WORDS: Record<OutcomeKind, { title: string; effect: string; done: string; label: string }> = {
  confirmed: {
    title: 'Record as paid',
    effect: 'It moves from in payout to paid.',
    done: 'Recorded as paid.',
    label: 'Bank reference',
  },
  failed: {
    title: 'Record as failed',
    effect:
      'It goes back to payable and can be paid in another batch. Be sure that the bank did not pay it after all.',
    done: 'Recorded as failed; the amount is payable again.',
    label: 'Reference or reason from the bank',
  },
  returned: {
    title: 'Record as returned',
    effect: 'The bank has sent it back: it is payable again and can be paid in another batch.',
    done: 'Recorded as returned; the amount is payable again.',
    label: 'Reference of the return',
  },
}

/** What the bank said about one payment, or that it made all of them. */
export function OutcomeModal({
  batch,
  outcome: { kind, items },
  onClose,
}: {
  batch: BatchDetail
  outcome: RecordedOutcome
  onClose(): void
}) {
  const words = WORDS[kind]
  const [reference, setReference] = useState('')
  const [missing, setMissing] = useState(false)
  const total = formatMoney(
    sumMoney(
      items.map((item) => item.amount),
      batch.currency,
    ),
  )
  const record = useAction<{ outcomes: { itemId: string; outcome: OutcomeKind; reference: string }[] }>({
    path: `/payouts/batches/${encodeURIComponent(batch.id)}/outcomes`,
    changes: ['payouts', 'partners'],
    success: words.done,
    onSuccess: onClose,
  })
  const confirm = () => {
    const text = reference.trim()
    setMissing(text === '')
    if (text !== '')
      record.run({ outcomes: items.map((item) => ({ itemId: item.id, outcome: kind, reference: text })) })
  }
  return (
    <ConfirmModal
      title={words.title}
      sentence={
        <p>
          <strong>{total}</strong>{' '}
          {items.length === 1 ? `to ${items[0]?.partnerName ?? ''}` : `in ${count(items.length, 'payment')}`}.{' '}
          {words.effect}
        </p>
      }
      confirmLabel={`${words.title}: ${total}`}
      destructive={kind !== 'confirmed'}
      pending={record.pending}
      problem={record.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextInput
        label={words.label}
        description={
          items.length > 1 ? 'Kept with each of these payments.' : 'What an auditor would look for.'
        }
        required
        maxLength={200}
        data-autofocus
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        error={missing && reference.trim() === '' && 'Needed to find the payment again.'}
      />
    </ConfirmModal>
  )
}
