import type { Money } from '../money/money.ts'

/** What a CRM keeps of customers' money: payments, and invoices, which may have been paid outside it. */
export const PAYMENT_OBJECTS = ['payment', 'invoice'] as const
export type PaymentObject = (typeof PAYMENT_OBJECTS)[number]

/**
 * Money that a customer paid, as a CRM shows it. An invoice stands for a payment only if it was paid and no payment in the CRM
 * pays it; any other invoice is `failed`: it counts for nothing, whatever it counted for before.
 */
export interface CrmPayment {
  object: PaymentObject
  /** The CRM's record id, of its own kind. */
  externalId: string
  /** The one deal that it is for, by its own link or by that of its invoices; null for none, or for several. */
  dealExternalId: string | null
  /** The invoices that a payment pays; none for an invoice. */
  invoiceExternalIds: string[]
  /** The number of the one invoice that it is, or pays. */
  invoiceNumber: string | null
  /** Above zero; null when `problem` says why it cannot be read. */
  amount: Money | null
  /** Of the amount. Zero where the CRM shows none. */
  taxMinor: bigint
  /** `pending`: undecided, so that what is known of it stays as it is. `failed`: it did not happen, or was undone as a whole. */
  status: 'succeeded' | 'refunded' | 'partially_refunded' | 'pending' | 'failed'
  /** Given back so far, all together; null when `problem` says why that is not known. */
  refundedMinor: bigint | null
  /** null when `problem` says why it is not known. */
  paidAt: Date | null
  modifiedAt: Date
  /** Why it cannot be counted, or not as a whole. A sentence. */
  problem: string | null
}
