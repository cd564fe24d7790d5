import { CRM_OF_PAYMENTS } from '../../connectors/record-name.ts'
import { allConnections } from '../db/connection-store.ts'
import type { EventSource } from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type NewPayment, paymentsOfOther } from '../db/payment-store.ts'
import { paymentName } from './crm-payment-events.ts'

/** What a source says that a customer paid. */
export interface ToldPayment {
  payment: string
  dealId: string
  amountMinor: bigint
  currency: string
  paidOn: string
}

/** Finds the payment that the other source told of and that this is, or probably is. */
export type FindTwin = (told: ToldPayment) => NewPayment | undefined

/** Billing systems and a CRM date the same payment by its order, its settlement or their own clock. */
const DAYS = 3

/**
 * Reads what the other automatic source has told of these payments and deals. Two of them are the same payment when they have
 * the same record id, or are for the same deal and amount within three days.
 */
export async function readTwins(
  tx: WorkspaceTx,
  source: EventSource,
  told: readonly { payment: string; dealId: string }[],
): Promise<FindTwin> {
  if (told.length === 0) return () => undefined
  const accounts = (await allConnections(tx)).flatMap(({ crm, externalAccountId }) =>
    crm === CRM_OF_PAYMENTS ? [externalAccountId] : [],
  )
  const namesOf = (payment: string): string[] =>
    source === CRM_OF_PAYMENTS
      ? [payment.slice(payment.lastIndexOf('/') + 1)]
      : accounts.flatMap((account) => [
          paymentName(account, 'payment', payment),
          paymentName(account, 'invoice', payment),
        ])
  const others = await paymentsOfOther(tx, source === CRM_OF_PAYMENTS ? 'events_api' : CRM_OF_PAYMENTS, {
    names: told.flatMap(({ payment }) => namesOf(payment)),
    dealIds: told.map(({ dealId }) => dealId),
  })
  return ({ payment, dealId, amountMinor, currency, paidOn }) => {
    const names = new Set(namesOf(payment))
    return others.find(
      (other) =>
        names.has(other.externalId) ||
        (other.dealId === dealId &&
          other.amountMinor === amountMinor &&
          other.currency === currency &&
          Math.abs(Date.parse(other.paidOn) - Date.parse(paidOn)) <= DAYS * DAY_MS),
    )
  }
}

const DAY_MS = 24 * 3_600_000
