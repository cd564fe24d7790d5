import { useState } from 'react'
import { useParams } from 'react-router'
import type { DealPayments } from '../../../../../shared/contract/finance-api.ts'
import { useDealPayments } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Fact } from '../../parts/Fact.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { MoneyLines } from '../../parts/Money.tsx'
import { DealPaymentTable, type DealPayment } from './DealPaymentTable.tsx'
import { RecordPaymentModal } from './RecordPaymentModal.tsx'
import { RecordRefundModal } from './RecordRefundModal.tsx'

const UP = [
  { to: '/customer-payments', label: 'Customer payments' },
  { to: '/customer-payments/deals', label: 'By deal' },
]

export function DealPaymentsPage() {
  const { dealId = '' } = useParams()
  const payments = useDealPayments(dealId)
  return (
    <Page
      title={payments.data ? payments.data.deal.name : 'Payments of a deal'}
      crumbs={UP}
      lead={payments.data && <Facts payments={payments.data} />}
    >
      <Loaded query={payments} what="the payments of this deal" rows={4}>
        {(data) => <Payments dealId={dealId} payments={data} />}
      </Loaded>
    </Page>
  )
}

function Facts({ payments: { deal, collected } }: { payments: DealPayments }) {
  return (
    <dl className="facts">
      <Fact term="Collected, without tax, shipping and discount">
        <strong>
          <MoneyLines amounts={collected} none="Nothing yet" />
        </strong>
      </Fact>
      <Fact term="Currency of the deal">{deal.currency ?? 'Unknown'}</Fact>
      <Fact term="CRM">
        <CrmLink href={deal.url}>Open the deal</CrmLink>
      </Fact>
    </dl>
  )
}

type Asking = { kind: 'payment' } | { kind: 'refund'; payment: DealPayment } | null

function Payments({ dealId, payments }: { dealId: string; payments: DealPayments }) {
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  const record = payments.actions.record
  const { currency, name } = payments.deal
  return (
    <section aria-labelledby="payments">
      <div className="section-head">
        <div>
          <h2 id="payments">Payments and refunds</h2>
          <p className="muted">
            Earliest first. Commission goes by the net: amount less tax, shipping and discount.
          </p>
        </div>
        <ActionButton permitted={record} onClick={() => setAsking({ kind: 'payment' })}>
          Record a payment
        </ActionButton>
      </div>
      {payments.kept && (
        <p className="note outdated" role="status">
          {payments.kept}
        </p>
      )}
      {payments.payments.length === 0 ? (
        <EmptyState title="Nothing paid yet">
          Payments come from a billing system, or are recorded here by hand. Until the customer has paid,
          commission on collection is pending.
        </EmptyState>
      ) : (
        <DealPaymentTable
          payments={payments.payments}
          refundable={payments.actions.refund.allowed}
          onRefund={(payment) => setAsking({ kind: 'refund', payment })}
        />
      )}
      {asking?.kind === 'payment' && currency && (
        <RecordPaymentModal dealId={dealId} dealName={name} currency={currency} onClose={close} />
      )}
      {asking?.kind === 'refund' && (
        <RecordRefundModal dealId={dealId} payment={asking.payment} onClose={close} />
      )}
    </section>
  )
}
