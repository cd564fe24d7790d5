import type { Portal } from './portal.ts'
import type { CrmRecord } from './record.ts'

export interface NewPayment {
  dealId?: string | undefined
  invoiceId?: string | undefined
  /** Decimal text. */
  amount: string
  /** None: the record has no currency of its own. */
  currency?: string | undefined
  status?: string | undefined
  paidAt?: string | undefined
}

/** A payment that arrived, for a deal, an invoice, both or neither. */
export function createPayment(portal: Portal, payment: NewPayment): CrmRecord {
  const { dealId, invoiceId, amount, currency, status = 'succeeded', paidAt } = payment
  const record = portal.create('0-101', {
    properties: {
      hs_initial_amount: amount,
      hs_latest_status: status,
      hs_initiated_date: paidAt ?? portal.now().toISOString(),
      ...(currency === undefined ? {} : { hs_currency_code: currency }),
    },
  })
  if (dealId !== undefined) portal.linkMoney('0-101', record.id, '0-3', dealId)
  if (invoiceId !== undefined) portal.linkMoney('0-101', record.id, '0-53', invoiceId)
  return record
}

/** Gives back `refunded` of a payment in all, as decimal text. */
export function refundPayment(portal: Portal, paymentId: string, refunded: string): CrmRecord {
  const payment = portal.existing('0-101', paymentId)
  const whole = Number(refunded) === Number(payment.properties.hs_initial_amount)
  return portal.update('0-101', paymentId, {
    hs_refunds_amount: refunded,
    hs_latest_status: whole ? 'refunded' : 'partially_refunded',
  })
}

export interface NewInvoice {
  dealId?: string | undefined
  amount: string
  tax?: string | undefined
  number?: string | undefined
  currency?: string | undefined
  status?: 'draft' | 'open' | 'paid' | 'voided' | undefined
  paidAt?: string | undefined
}

/** An invoice; without a word, one that was paid. */
export function createInvoice(portal: Portal, invoice: NewInvoice): CrmRecord {
  const { dealId, amount, tax, number, currency, status = 'paid', paidAt } = invoice
  const record = portal.create('0-53', {
    properties: {
      hs_amount_billed: amount,
      hs_balance_due: status === 'paid' ? '0' : amount,
      hs_invoice_status: status,
      hs_currency: currency ?? portal.settings.companyCurrency,
      hs_number: number ?? `INV-${1_000 + portal.stores['0-53'].count()}`,
      ...(tax === undefined ? {} : { hs_tax: tax }),
      ...(status === 'paid' ? { hs_payment_date: paidAt ?? portal.now().toISOString() } : {}),
    },
  })
  if (dealId !== undefined) portal.linkMoney('0-53', record.id, '0-3', dealId)
  return record
}
