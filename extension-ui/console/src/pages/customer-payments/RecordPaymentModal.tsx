import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { AFTER_PAYMENT, dealPaymentsPath } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { dayIn } from '../../format/dates.ts'
import { useViewer } from '../../frame/viewer.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { AmountInput } from './AmountInput.tsx'
import { amountFault, orZero } from './entered-amount.ts'

const PARTS = { tax: 'Tax', shipping: 'Shipping', discount: 'Discount' } as const
// The keys of the constant are its own.
const PART_NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[]

/** A payment that no billing system tells of. */
export function RecordPaymentModal({
  dealId,
  dealName,
  currency,
  onClose,
}: {
  dealId: string
  dealName: string
  currency: string
  onClose(): void
}) {
  const { now, workspace } = useViewer()
  const today = dayIn(now, workspace.timeZone)
  const [entered, setEntered] = useState({
    amount: '',
    tax: '',
    shipping: '',
    discount: '',
    paidOn: today,
    evidence: '',
  })
  const [tried, setTried] = useState(false)
  const record = useAction<typeof entered & { kind: 'payment'; currency: string }>({
    path: dealPaymentsPath(dealId),
    changes: AFTER_PAYMENT,
    success: 'The payment is recorded.',
    onSuccess: onClose,
  })
  const faults = {
    amount: amountFault(entered.amount, { zero: false }),
    tax: amountFault(entered.tax, { zero: true }),
    shipping: amountFault(entered.shipping, { zero: true }),
    discount: amountFault(entered.discount, { zero: true }),
    paidOn: entered.paidOn === '' ? 'Needed.' : entered.paidOn > today ? 'It has not arrived yet.' : null,
    evidence: entered.evidence.trim() === '' ? 'Name where one sees it.' : null,
  }
  type Field = keyof typeof faults
  const error = (field: Field) => (tried && faults[field]) || fieldMessage(record.problem, field)
  const set = (field: Field) => (text: string) => setEntered({ ...entered, [field]: text })
  const confirm = () => {
    setTried(true)
    if (Object.values(faults).some(Boolean)) return
    const { amount, tax, shipping, discount, paidOn, evidence } = entered
    record.run({
      kind: 'payment',
      amount: amount.trim(),
      currency,
      tax: orZero(tax),
      shipping: orZero(shipping),
      discount: orZero(discount),
      paidOn,
      evidence: evidence.trim(),
    })
  }
  return (
    <ConfirmModal
      title={`Record a payment: ${dealName}`}
      sentence={
        <p>
          Commission that waits for the customer becomes payable as its plan says. It goes by the amount{' '}
          <strong>less tax, shipping and discount</strong>. A recorded payment is not changed; a refund gives
          it back.
        </p>
      }
      confirmLabel="Record the payment"
      pending={record.pending}
      problem={record.problem}
      shownFields={Object.keys(faults)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <div className="stack payment-form">
        <div className="pair">
          <AmountInput
            label="Amount paid"
            currency={currency}
            required
            focused
            value={entered.amount}
            error={error('amount')}
            onChange={set('amount')}
          />
          <TextInput
            type="date"
            label="Paid on"
            required
            max={today}
            value={entered.paidOn}
            error={error('paidOn')}
            onChange={(event) => set('paidOn')(event.currentTarget.value)}
          />
        </div>
        <div className="three">
          {PART_NAMES.map((part) => (
            <AmountInput
              key={part}
              label={`${PARTS[part]} in it`}
              currency={currency}
              value={entered[part]}
              error={error(part)}
              onChange={set(part)}
            />
          ))}
        </div>
        <TextInput
          label="Evidence"
          description="What an auditor would look for: an invoice, a bank reference."
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
