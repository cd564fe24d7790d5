import type { CrmPayment } from '../../shared/crm/crm-payment.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import type { Money } from '../../shared/money/money.ts'
import { InvalidAmount, parseStoredMoney } from '../../shared/money/parse-decimal.ts'
import { divideRounded } from '../../shared/money/rounding.ts'
import { instantOf } from './map-fields.ts'
import type { WireRecord } from './wire.ts'

export const PAYMENT_PROPERTIES = [
  'hs_latest_status',
  'hs_initial_amount',
  'hs_refunds_amount',
  'hs_currency_code',
  'hs_initiated_date',
  'hs_createdate',
  'hs_lastmodifieddate',
] as const

export const INVOICE_PROPERTIES = [
  'hs_invoice_status',
  'hs_number',
  'hs_currency',
  'hs_amount_billed',
  // In no list of invoice properties that HubSpot publishes; carts and quotes have it. One that is not there is not answered.
  'hs_tax',
  'hs_payment_date',
  'hs_lastmodifieddate',
] as const

/** What HubSpot links a payment or an invoice with. */
export interface PaymentLinks {
  dealExternalId: string | null
  /** Of a payment: the invoices that it pays. */
  invoices: readonly { id: string; record: WireRecord | undefined }[]
  /** What a record without a currency of its own is in. */
  homeCurrency: string
}

type Status = CrmPayment['status']

/** A dispute that is not decided leaves things as they are; one that is lost took all of the money back. */
const STATUSES: Readonly<Record<string, Status>> = {
  succeeded: 'succeeded',
  disputed_won: 'succeeded',
  processing_refund: 'partially_refunded',
  partially_refunded: 'partially_refunded',
  refunded: 'refunded',
  processing: 'pending',
  disputed_action_required: 'pending',
  disputed_awaiting_decision: 'pending',
  disputed_lost: 'failed',
  failed: 'failed',
}

/** A commerce payment in the product's words. Total: what cannot be read is noted as a problem, not guessed. */
export function mapPayment(wire: WireRecord, links: PaymentLinks): CrmPayment {
  const p = wire.properties
  const [invoice, ...others] = links.invoices
  const only = others.length === 0 ? invoice : undefined
  const stated = p['hs_latest_status'] ?? ''
  const status = wire.archived ? 'failed' : (STATUSES[stated] ?? 'pending')
  const read = amountOf(p['hs_initial_amount'], p['hs_currency_code'] || links.homeCurrency)
  const tax = taxOf(read.amount, only?.record, links.homeCurrency)
  const refunded = refundedOf(status, p['hs_refunds_amount'], read.amount, stated === 'processing_refund')
  const paidAt = instantOf(p['hs_initiated_date'] || p['hs_createdate'])
  return {
    object: 'payment',
    externalId: wire.id,
    dealExternalId: links.dealExternalId,
    invoiceExternalIds: links.invoices.map(({ id }) => id),
    invoiceNumber: only?.record?.properties['hs_number'] || null,
    amount: read.amount,
    taxMinor: tax.minor,
    status,
    refundedMinor: refunded.minor,
    paidAt,
    modifiedAt: modifiedAt(wire),
    problem:
      status === 'failed'
        ? null
        : (unknownStatus(wire, STATUSES[stated], stated) ??
          read.problem ??
          tax.problem ??
          refunded.problem ??
          (paidAt ? null : 'it has no date')),
  }
}

/** An invoice: the payment that it stands for if nothing in HubSpot paid it. `covered`: a payment there does. */
export function mapInvoice(wire: WireRecord, links: PaymentLinks & { covered: boolean }): CrmPayment {
  const p = wire.properties
  const counts = p['hs_invoice_status'] === 'paid' && !links.covered && !wire.archived
  const read = amountOf(p['hs_amount_billed'], p['hs_currency'] || links.homeCurrency)
  const tax = taxOf(read.amount, wire, links.homeCurrency)
  const paidAt = instantOf(p['hs_payment_date'])
  return {
    object: 'invoice',
    externalId: wire.id,
    dealExternalId: links.dealExternalId,
    invoiceExternalIds: [],
    invoiceNumber: p['hs_number'] || null,
    amount: read.amount,
    taxMinor: tax.minor,
    status: counts ? 'succeeded' : 'failed',
    refundedMinor: 0n,
    paidAt,
    modifiedAt: modifiedAt(wire),
    problem: counts ? (read.problem ?? tax.problem ?? (paidAt ? null : 'it has no payment date')) : null,
  }
}

function amountOf(
  text: string | null | undefined,
  currency: string,
): { amount: Money | null; problem: string | null } {
  if (!text) return { amount: null, problem: 'it has no amount' }
  if (!isCurrency(currency)) return { amount: null, problem: `"${currency}" is not a currency that we know` }
  try {
    return { amount: parseStoredMoney(text, currency), problem: null }
  } catch (error) {
    if (!(error instanceof InvalidAmount)) throw error
    return { amount: null, problem: `its amount "${text}" cannot be read` }
  }
}

function refundedOf(
  status: Status,
  text: string | null | undefined,
  amount: Money | null,
  underWay: boolean,
): { minor: bigint | null; problem: string | null } {
  if (amount === null) return { minor: null, problem: null }
  if (!text) {
    if (status === 'refunded') return { minor: amount.amountMinor, problem: null }
    if (status !== 'partially_refunded' || underWay) return { minor: 0n, problem: null }
    return { minor: null, problem: 'part of it was given back, but not how much' }
  }
  const { amount: refunded } = amountOf(text, amount.currency)
  if (refunded === null) return { minor: null, problem: `what was given back, "${text}", cannot be read` }
  if (refunded.amountMinor > amount.amountMinor) {
    return { minor: null, problem: `more was given back, ${text}, than was paid` }
  }
  // Whole whatever the sum says: some processors leave it at zero.
  if (status === 'refunded') return { minor: amount.amountMinor, problem: null }
  return { minor: refunded.amountMinor, problem: null }
}

/** The invoice's tax in the same share as the amount is of the invoice; zero where the invoice shows none. */
function taxOf(
  amount: Money | null,
  invoice: WireRecord | undefined,
  homeCurrency: string,
): { minor: bigint; problem: string | null } {
  const none = { minor: 0n, problem: null }
  const p = invoice?.properties ?? {}
  if (amount === null || !p['hs_tax']) return none
  const currency = p['hs_currency'] || homeCurrency
  const billed = amountOf(p['hs_amount_billed'], currency).amount
  const tax = amountOf(p['hs_tax'], currency).amount
  if (!billed || !tax || currency !== amount.currency || tax.amountMinor > billed.amountMinor) {
    return { minor: 0n, problem: `the tax "${p['hs_tax']}" of its invoice cannot be read` }
  }
  if (billed.amountMinor === 0n) return none
  return { minor: divideRounded(tax.amountMinor * amount.amountMinor, billed.amountMinor), problem: null }
}

function unknownStatus(wire: WireRecord, known: Status | undefined, stated: string): string | null {
  return known || wire.archived ? null : `its status "${stated}" is not known here`
}

function modifiedAt(wire: WireRecord): Date {
  return instantOf(wire.properties['hs_lastmodifieddate'] ?? wire.updatedAt) ?? new Date(0)
}
