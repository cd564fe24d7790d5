import type { CustomerEvent } from '../contract/finance-api.ts'
import type { Money } from '../money/money.ts'

type Data<T extends CustomerEvent['type']> = Extract<CustomerEvent, { type: T }>['data']
/** How an event names a deal. */
export type NamedDeal = Data<'payment.succeeded'>['deal']

/** What an event says has happened, with its money read. Dates are calendar dates. */
export type EventFact =
  | {
      kind: 'payment'
      /** The billing system's id. */
      payment: string
      deal: NamedDeal
      /** Above zero, and the parts of it that earn nothing. */
      amount: Money
      taxMinor: bigint
      shippingMinor: bigint
      discountMinor: bigint
      on: string
      invoice: string | null
      subscription: string | null
    }
  | {
      kind: 'refund'
      refund: string
      payment: string
      /** Above zero. */
      amount: Money
      taxMinor: bigint
      shippingMinor: bigint
      /** false: it does not say how much of it is tax and shipping. */
      partsStated: boolean
      on: string
    }
  | {
      kind: 'subscription'
      subscription: string
      deal: NamedDeal
      status: 'active' | 'cancelled'
      on: string
    }

export interface ReadEvent {
  /** The billing system's id of the event. */
  id: string
  type: CustomerEvent['type']
  occurredAt: Date
  fact: EventFact
  /** As it came, with defaults filled in. */
  body: CustomerEvent
}
