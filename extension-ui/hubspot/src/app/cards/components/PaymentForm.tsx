import React, { type ReactNode } from 'react'
import {
  Button,
  DateInput,
  Flex,
  Heading,
  Input,
  LoadingButton,
  PanelBody,
  PanelFooter,
  PanelSection,
} from '@hubspot/ui-extensions'
import type { BaseDate } from '@hubspot/ui-extensions'
import type { DealCard, RecordPaymentRequest } from '../../../../../../shared/contract/card-api.ts'
import type { MoneyJson } from '../../../../../../shared/contract/money-json.ts'
import { amountFault } from '../format/payment-amount.ts'
import { useChange } from '../hooks/use-change.ts'
import { useChecked } from '../hooks/use-checked.ts'
import { useDraft } from '../hooks/use-draft.ts'
import type { Overlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { FormFooter } from './FormFooter.tsx'

interface Props {
  desk: Desk
  unpaid: MoneyJson
  overlay: Overlay
  recorded: ReactNode
}

interface Fields {
  amount: string
  paidOn: BaseDate | null
  evidence: string
}

export const PaymentForm = ({ desk, unpaid, overlay, recorded }: Props) => {
  const { currency } = unpaid
  const draft = useDraft<Fields>({ amount: unpaid.amount, paidOn: null, evidence: '' })
  const { faults, incomplete, check } = useChecked(draft.now, ({ amount, paidOn, evidence }) => ({
    amount: amountFault(amount, unpaid),
    paidOn: paidOn === null ? 'Choose the day on which the money came.' : null,
    evidence: evidence.trim() === '' ? 'Name what an auditor would look for.' : null,
  }))
  const change = useChange<Omit<RecordPaymentRequest, 'idempotencyKey'>, DealCard>(
    desk.api.recordPayment,
    (card, { amount }) => {
      overlay.close()
      desk.changed(card, 'Payment recorded', consequence(desk, amount, card))
    },
  )
  const submit = () => {
    const { amount, paidOn, evidence } = draft.now()
    if (!check() || !paidOn) return
    change.submit({
      amount: { amount: amount.trim(), currency },
      paidOn: calendarDay(paidOn),
      evidence: evidence.trim(),
    })
  }
  const typed = draft.fields.amount.trim()
  const confirm =
    amountFault(typed, unpaid) === null
      ? `Record payment of ${desk.format.money({ amount: typed, currency })}`
      : 'Record payment'
  return (
    <>
      <PanelBody>
        {recorded}
        <PanelSection>
          <Heading>Record a payment</Heading>
          <Flex direction="column" gap="sm">
            <Input
              label={`Amount in ${currency}`}
              name="amount"
              required
              defaultValue={unpaid.amount}
              error={faults.amount !== null}
              validationMessage={faults.amount ?? undefined}
              onInput={draft.set('amount')}
              onChange={draft.set('amount')}
            />
            <DateInput
              label="Paid on"
              name="paidOn"
              required
              timezone="portalTz"
              todayButtonLabel="Today"
              error={faults.paidOn !== null}
              validationMessage={faults.paidOn ?? undefined}
              onChange={(day) => draft.set('paidOn')(day)}
            />
            <Input
              label="Evidence"
              name="evidence"
              description="Invoice number or bank reference"
              required
              error={faults.evidence !== null}
              validationMessage={faults.evidence ?? undefined}
              onInput={draft.set('evidence')}
              onChange={draft.set('evidence')}
            />
          </Flex>
        </PanelSection>
      </PanelBody>
      <PanelFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton variant="primary" loading={change.busy} onClick={submit}>
            {confirm}
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </PanelFooter>
    </>
  )
}

/** HubSpot counts months from 0. */
function calendarDay({ year, month, date }: BaseDate): string {
  return [
    String(year).padStart(4, '0'),
    String(month + 1).padStart(2, '0'),
    String(date).padStart(2, '0'),
  ].join('-')
}

function consequence({ format }: Desk, paid: MoneyJson, card: DealCard): string {
  const payable = card.partners.flatMap(({ name, commission }) =>
    commission.payable ? [`${name}: ${format.money(commission.payable)} payable.`] : [],
  )
  return [`${format.money(paid)} recorded.`, ...payable].join(' ')
}
