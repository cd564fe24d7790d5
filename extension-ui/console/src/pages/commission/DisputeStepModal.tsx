import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'
import { AFTER_DISPUTE } from '../../api/finance-resources.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney, isZero } from '../../format/money.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { releaseSentence } from './dispute-sentences.ts'

const WORDS = {
  review: {
    title: 'Take up the dispute',
    confirm: 'Take it up',
    done: 'The dispute is under review.',
    sentence: (held: MoneyJson) =>
      `Others see that it is being looked at, and it can be decided. ${isZero(held) ? 'No money moves.' : `${formatMoney(held)} stays held until then.`}`,
  },
  withdraw: {
    title: 'Withdraw the dispute',
    confirm: 'Withdraw it',
    done: 'The dispute is withdrawn.',
    sentence: (held: MoneyJson) => `It ends without a decision. ${releaseSentence(held)}`,
  },
}

export function DisputeStepModal({
  step,
  disputeId,
  held,
  onClose,
}: {
  step: 'review' | 'withdraw'
  disputeId: string
  held: MoneyJson
  onClose(): void
}) {
  const words = WORDS[step]
  const action = useAction<Record<string, never>>({
    path: `/disputes/${encodeURIComponent(disputeId)}/${step}`,
    changes: AFTER_DISPUTE,
    success: words.done,
    onSuccess: onClose,
  })
  return (
    <ConfirmModal
      title={words.title}
      sentence={<p>{words.sentence(held)}</p>}
      confirmLabel={words.confirm}
      pending={action.pending}
      problem={action.problem}
      onConfirm={() => action.run({})}
      onClose={onClose}
    />
  )
}
