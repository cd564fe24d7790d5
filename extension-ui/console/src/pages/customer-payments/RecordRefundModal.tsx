import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { AFTER_PAYMENT, dealPaymentsPath } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { dayIn, formatCalendarDate } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import { useViewer } from '../../frame/viewer.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { AmountInput } from './AmountInput.tsx'
import type { DealPayment } from './DealPaymentTable.tsx'
import { amountFault } from './entered-amount.ts'

interface Refund {
  kind: 'refund'
  paymentId: string
  amount: string
  currency: string
  paidOn: string
  evidence: string
}

/** Money that went back to the customer, of one payment. Its tax and shipping are given back in the same share. */
export function RecordRefundModal({
  dealId,
  payment,
  onClose,
}: {
  dealId: string
  payment: DealPayment
  onClose(): void
}) {
  const { now, workspace } = useViewer()
  const today = dayIn(now, workspace.timeZone)
  const { currency } = payment.amount
  const [entered, setEntered] = useState({
    amount: payment.refundable?.amount ?? '',
    paidOn: today,
    evidence: '',
  })
  const [tried, setTried] = useState(false)
  const record = useAction<Refund>({
    path: dealPaymentsPath(dealId),
    changes: AFTER_PAYMENT,
    success: 'The refund is recorded.',
    onSuccess: onClose,
  })
  const faults = {
    amount: amountFault(entered.amount, { zero: false }),
    paidOn: entered.paidOn === '' ? 'Needed.' : entered.paidOn > today ? 'It has not gone back yet.' : null,
    evidence: entered.evidence.trim() === '' ? 'Name where one sees it.' : null,
  }
  type Field = keyof typeof faults
  const error = (field: Field) => (tried && faults[field]) || fieldMessage(record.problem, field)
  const set = (field: Field) => (text: string) => setEntered({ ...entered, [field]: text })
  const confirm = () => {
    setTried(true)
    if (Object.values(faults).some(Boolean)) return
    const { amount, paidOn, evidence } = entered
    record.run({
      kind: 'refund',
      paymentId: payment.id,
      amount: amount.trim(),
      currency,
      paidOn,
      evidence: evidence.trim(),
    })
  }
  return (
    <ConfirmModal
      title={`Refund of ${formatMoney(payment.amount)} of ${formatCalendarDate(payment.paidOn)}`}
      sentence={
        <p>
          What it un-earns waits again: payable commission goes back to pending, and what was paid already is{' '}
          <strong>owed back</strong> by the partner and nets against what is earned next. A recorded refund is
          not changed.
        </p>
      }
      confirmLabel="Record the refund"
      destructive
      pending={record.pending}
      problem={record.problem}
      shownFields={Object.keys(faults)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <div className="stack payment-form">
        <div className="pair">
          <AmountInput
            label="Amount given back"
            currency={currency}
            required
            focused
            value={entered.amount}
            error={error('amount')}
            onChange={set('amount')}
          />
          <TextInput
            type="date"
            label="Given back on"
            required
            max={today}
            value={entered.paidOn}
            error={error('paidOn')}
            onChange={(event) => set('paidOn')(event.currentTarget.value)}
          />
        </div>
        {payment.refundable && (
          <p className="muted small">
            At most {formatMoney(payment.refundable)}. Tax and shipping of the payment go back in the same
            share.
          </p>
        )}
        <TextInput
          label="Evidence"
          description="What an auditor would look for: a credit note, a bank reference."
          required
          maxLength={500}
          value={entered.evidence}
          error={error('evidence')}
          onChange={(event) => set('evidence')(event.currentTarget.value)}
        />
      </div>
    </ConfirmModal>
  )
}
