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
  /** null: only of its refunds anything is held. */
  paid: { amount: Money; paidOn: string } | null
  /** What was given back, above zero, and whether the CRM said so. */
  refunds: { amount: Money; byCrm: boolean }[]
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
    return before?.paid ? givenBack(account, payment, name, before, null) : nothing
  }
  const { amount, paidAt, refundedMinor } = payment
  if (amount === null || paidAt === null) return { events: covered, problem: payment.problem }
  if (amount.amountMinor === 0n) return { events: covered, problem: null }
  const paidOn = calendarDate(paidAt, account.timeZone)
  const first = paymentEvent(account, payment, { name, amount, paidAt, paidOn })
  const now = { paid: before?.paid ?? { amount, paidOn }, refunds: before?.refunds ?? [] }
  const unknown = refundedMinor === null && payment.status !== 'refunded'
  const whole = payment.status === 'refunded'
  const back = unknown ? nothing : givenBack(account, payment, name, now, whole ? null : refundedMinor)
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
    return before?.paid ? givenBack(account, payment, name, before, null).events : []
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

/** Brings what was given back of a payment to `target`, or to all of it. It never goes down by itself: the money was paid back. */
function givenBack(
  account: TellingAccount,
  { object, externalId, modifiedAt }: CrmPayment,
  name: string,
  { paid, refunds }: HeldPayment,
  target: bigint | null,
): Told {
  if (!paid) return nothing
  const { currency, amountMinor } = paid.amount
  const wanted = target === null || target > amountMinor ? amountMinor : target
  const known = refunds.filter(({ amount }) => amount.currency === currency)
  const before = sum(known)
  const beforeByCrm = sum(known.filter(({ byCrm }) => byCrm))
  if (wanted < beforeByCrm) {
    const [less, more] = [wanted, beforeByCrm].map((minor) => displayMoney(money(minor, currency)))
    const problem = `its CRM shows less as given back (${less}) than before (${more}), which changed nothing here: record the difference by hand on the deal`
    return { events: [], problem: name.endsWith(`/${object}/${externalId}`) ? problem : null }
  }
  if (wanted <= before) return nothing
  const on = calendarDate(modifiedAt, account.timeZone)
  const refund = `${name}/${wanted}-${currency}`
  return {
    events: [
      {
        id: `refund:${refund}`,
        type: 'payment.refunded',
        occurredAt: modifiedAt.toISOString(),
        data: {
          refund,
          payment: name,
          amount: formatDecimal(money(wanted - before, currency)),
          currency,
          refundedOn: on < paid.paidOn ? paid.paidOn : on,
        },
      },
    ],
    problem: null,
  }
}

const sum = (refunds: HeldPayment['refunds']): bigint =>
  refunds.reduce((total, { amount }) => total + amount.amountMinor, 0n)
