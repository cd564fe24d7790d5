import React from 'react'
import {
  Button,
  Heading,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { PaymentForm } from './PaymentForm.tsx'

/** What the customer has paid, and for finance the form for the next payment. */
export const Payments = ({ desk, primary }: { desk: Desk; primary: boolean }) => {
  const overlay = useOverlay('payments', desk.closeOverlay)
  const { unpaid, viewer } = desk.card
  const title = viewer.can.recordCustomerPayment && unpaid ? 'Record payment' : 'Payments'
  return (
    <Button
      variant={primary ? 'primary' : 'transparent'}
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title="Customer payments"
          width="md"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open &&
            (viewer.can.recordCustomerPayment && unpaid ? (
              <PaymentForm
                desk={desk}
                unpaid={unpaid}
                overlay={overlay}
                recorded={<Recorded desk={desk} />}
              />
            ) : (
              <>
                <PanelBody>
                  <Recorded desk={desk} />
                </PanelBody>
                <PanelFooter>
                  <Button onClick={overlay.close}>Close</Button>
                </PanelFooter>
              </>
            ))}
        </Panel>
      }
    >
      {title}
    </Button>
  )
}

const Recorded = ({ desk: { card, format } }: { desk: Desk }) => (
  <PanelSection>
    <Heading>Paid so far</Heading>
    {card.payments.length === 0 ? (
      <Text>No customer payment is recorded yet.</Text>
    ) : (
      <Table density="compact" flush>
        <TableHead>
          <TableRow>
            <TableHeader>Paid on</TableHeader>
            <TableHeader align="right">Amount</TableHeader>
            <TableHeader>Evidence</TableHeader>
            <TableHeader>Recorded by</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {card.payments.map((payment) => (
            <TableRow key={payment.id}>
              <TableCell>{format.day(payment.paidOn)}</TableCell>
              <TableCell align="right">{format.money(payment.amount)}</TableCell>
              <TableCell>{payment.evidence ?? '–'}</TableCell>
              <TableCell>{payment.recordedBy}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
    {card.unpaid && <Text variant="microcopy">{`Not paid yet: ${format.money(card.unpaid)}`}</Text>}
  </PanelSection>
)
