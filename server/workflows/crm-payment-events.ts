import { createHash } from 'node:crypto'
import type { CrmName } from '../../connectors/crm-kind.port.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import type { CustomerEvent } from '../../shared/contract/finance-api.ts'
import type { CrmPayment, PaymentObject } from '../../shared/crm/crm-payment.ts'
import { displayMoney, formatDecimal } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import { unlinkedDeal } from './unlinked-deal.ts'

/** The CRM account that tells of payments. */
export interface TellingAccount {
  crm: CrmName
  accountId: string
  /** The workspace's: payments are dated in it. */
  timeZone: string
}

/** What is held of a payment, counted or waiting. */
export interface HeldPayment {
  amount: Money
  paidOn: string
  /** Given back in all, whoever said so. */
  refundedMinor: bigint
  /** Of that, what the CRM said. */
  refundedByCrmMinor: bigint
}

/** Record ids are an account's own, and payments and invoices may have the same ones. */
export const paymentName = (accountId: string, object: PaymentObject, externalId: string): string =>
  `${accountId}/${object}/${externalId}`

/** What a record says now that may not be known yet, and why it cannot be counted, or not as a whole. */
interface Told {
  events: CustomerEvent[]
  problem: string | null
}

/**
 * What a CRM's payment says, as events. The same record in the same state gives events with the same ids, whatever else has
 * happened; what was given back is told as the difference to what is held, so that order and repetition change no total.
 */
export function eventsOf(
  account: TellingAccount,
  payment: CrmPayment,
  held: ReadonlyMap<string, HeldPayment>,
): Told {
  const name = paymentName(account.accountId, payment.object, payment.externalId)
  const before = held.get(name)
  const covered = payment.status === 'failed' ? [] : coveredInvoices(account, payment, held)
  if (payment.status === 'pending') return { events: covered, problem: payment.problem }
  if (payment.status === 'failed') {
    return before ? givenBack(account, payment, name, before, before.amount.amountMinor) : nothing
  }
  const { amount, paidAt, refundedMinor } = payment
  if (amount === null || paidAt === null) return { events: covered, problem: payment.problem }
  if (amount.amountMinor === 0n) return { events: covered, problem: null }
  const paidOn = calendarDate(paidAt, account.timeZone)
  const first = paymentEvent(account, payment, { name, amount, paidAt, paidOn })
  const now = before ?? { amount, paidOn, refundedMinor: 0n, refundedByCrmMinor: 0n }
  const target =
    payment.status === 'refunded' ? now.amount.amountMinor : lower(refundedMinor, now.amount.amountMinor)
  const back =
    target === null ? { events: [], problem: null } : givenBack(account, payment, name, now, target)
  return { events: [first, ...back.events, ...covered], problem: payment.problem ?? back.problem }
}

const nothing: Told = { events: [], problem: null }

/** An invoice that counted by itself until a payment paid it in the CRM: from now on only the payment counts. */
function coveredInvoices(
  account: TellingAccount,
  payment: CrmPayment,
  held: ReadonlyMap<string, HeldPayment>,
): CustomerEvent[] {
  return payment.invoiceExternalIds.flatMap((id) => {
    const name = paymentName(account.accountId, 'invoice', id)
    const before = held.get(name)
    return before ? givenBack(account, payment, name, before, before.amount.amountMinor).events : []
  })
}

function paymentEvent(
  account: TellingAccount,
  payment: CrmPayment,
  { name, amount, paidAt, paidOn }: { name: string; amount: Money; paidAt: Date; paidOn: string },
): CustomerEvent {
  const { object, externalId, dealExternalId, invoiceNumber, taxMinor, modifiedAt } = payment
  const invoice = invoiceNumber ?? (object === 'invoice' ? externalId : null)
  // Not the date: it would be another one in another time zone.
  const facts = [formatDecimal(amount), amount.currency, String(taxMinor), dealExternalId, paidAt, invoice]
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  return {
    id: `payment:${name}#${hash}`,
    type: object === 'invoice' ? 'invoice.paid' : 'payment.succeeded',
    occurredAt: modifiedAt.toISOString(),
    data: {
      payment: name,
      deal: {
        crm: account.crm,
        accountId: account.accountId,
        externalId: dealExternalId ?? unlinkedDeal(object, externalId),
      },
      amount: formatDecimal(amount),
      currency: amount.currency,
      tax: formatDecimal(money(taxMinor, amount.currency)),
      shipping: '0',
      discount: '0',
      paidOn,
      ...(invoice === null ? {} : { invoice }),
    },
  }
}

/** Brings what was given back of a payment to `target`, all together. It never goes down by itself: the money was paid back. */
function givenBack(
  account: TellingAccount,
  { object, externalId, modifiedAt }: CrmPayment,
  name: string,
  held: HeldPayment,
  target: bigint,
): Told {
  const { currency } = held.amount
  if (target < held.refundedByCrmMinor) {
    const [now, before] = [target, held.refundedByCrmMinor].map((minor) =>
      displayMoney(money(minor, currency)),
    )
    const problem = `its CRM shows less as given back (${now}) than before (${before}), which changed nothing here: record the difference by hand on the deal`
    return { events: [], problem: name.endsWith(`/${object}/${externalId}`) ? problem : null }
  }
  const more = target - held.refundedMinor
  if (more <= 0n) return nothing
  const on = calendarDate(modifiedAt, account.timeZone)
  const refund = `${name}/${target}`
  return {
    events: [
      {
        id: `refund:${refund}`,
        type: 'payment.refunded',
        occurredAt: modifiedAt.toISOString(),
        data: {
          refund,
          payment: name,
          amount: formatDecimal(money(more, currency)),
          currency,
          refundedOn: on < held.paidOn ? held.paidOn : on,
        },
      },
    ],
    problem: null,
  }
}

const lower = (a: bigint | null, b: bigint): bigint | null => (a !== null && a > b ? b : a)
