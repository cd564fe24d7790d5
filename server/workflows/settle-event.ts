import { CRM_LABELS, CRM_OF_PAYMENTS } from '../../connectors/record-name.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import type { EventFact, NamedDeal, ReadEvent } from '../../shared/payment/event-fact.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { EventSource } from '../db/customer-event-store.ts'
import type { SubscriptionChange } from '../db/subscription-store.ts'
import type { NewPayment } from '../db/payment-store.ts'
import type { FindTwin } from './twin-payments.ts'

/** A deal that an event names, or what has to appear before it can be told. */
export type DealFinding =
  | { kind: 'found'; id: string; currency: string | null; waitsFor: string }
  | { kind: 'unknown'; waitsFor: string; problem: string }

/** What is known when events are settled. Settling an event adds to it, so that the next one sees it. */
export interface Books {
  source: EventSource
  /** In the workspace's time zone. */
  tomorrow: string
  now: Date
  newId(): string
  /** `matched`: the deal that a person, or an earlier wait, found for this event. */
  dealOf(name: NamedDeal, matched: string | null): DealFinding
  /** The deal, by our ids, that a deal lives on in; itself unless it was merged away. */
  survivor(dealId: string): string
  /** Payments and refunds, by the source's names. */
  payments: Map<string, NewPayment>
  /** The same payment as the other source told of it: it counts once. */
  twinOf: FindTwin
  /** What was given back so far, above zero, by the payment's id. */
  refunded: Map<string, { amountMinor: bigint; taxMinor: bigint; shippingMinor: bigint }>
}

/** What became of an event, and what must be written down for that. */
export type Settlement =
  | { state: 'waiting'; waitsFor: string; problem: string }
  | { state: 'refused'; dealId: string | null; problem: string }
  | {
      state: 'applied'
      dealId: string
      payment?: NewPayment
      /** A second report of a payment that says more than the first. */
      filledIn?: NewPayment
      /** The payment that it tells of, new or known. */
      paymentId?: string
      subscription?: SubscriptionChange
    }

/**
 * Decides one event by what is known. Whatever the order of the events, the same ones are applied in the end, unless they
 * contradict each other: then the first one stands.
 */
export function settleEvent(books: Books, event: ReadEvent, matched: string | null): Settlement {
  const { fact } = event
  switch (fact.kind) {
    case 'payment':
      return settlePayment(books, fact, matched)
    case 'refund':
      return settleRefund(books, fact)
    case 'subscription':
      return settleSubscription(books, event, fact, matched)
  }
}

/** What a refund waits for. */
export const paymentKey = (source: string, payment: string): string => `payment:${source}:${payment}`

/** Refunds have names of their own: a billing system may number both from one. */
export const refundName = (refund: string): string => `refund:${refund}`

type Fact<K extends EventFact['kind']> = Extract<EventFact, { kind: K }>

function settlePayment(books: Books, fact: Fact<'payment'>, matched: string | null): Settlement {
  // Before all that may change while it waits: what is refused is refused whenever it comes.
  if (fact.on > books.tomorrow) return { state: 'refused', dealId: null, problem: tooEarly(fact.on) }
  const deal = books.dealOf(fact.deal, matched)
  if (deal.kind === 'unknown') return { state: 'waiting', waitsFor: deal.waitsFor, problem: deal.problem }
  const refused = (problem: string): Settlement => ({ state: 'refused', dealId: deal.id, problem })
  const { amount } = fact
  if (deal.currency === null) {
    const problem = 'The currency of its deal is unknown. Set it in the CRM.'
    return { state: 'waiting', waitsFor: deal.waitsFor, problem }
  }
  if (amount.currency !== deal.currency) {
    return refused(`The deal is in ${deal.currency}, so the payment must be too.`)
  }
  const evidence = fact.invoice === null ? null : `Invoice ${fact.invoice}`
  const known = books.payments.get(fact.payment)
  if (!known) {
    const twin = books.twinOf({ payment: fact.payment, dealId: deal.id, ...amount, paidOn: fact.on })
    if (twin) return refused(toldBefore(twin))
    const payment: NewPayment = {
      id: books.newId(),
      dealId: deal.id,
      source: books.source,
      externalId: fact.payment,
      ...amount,
      taxMinor: fact.taxMinor,
      shippingMinor: fact.shippingMinor,
      discountMinor: fact.discountMinor,
      partsStated: true,
      refunds: null,
      subscription: fact.subscription,
      paidOn: fact.on,
      evidence,
      recordedBy: null,
      recordedAt: books.now,
    }
    books.payments.set(fact.payment, payment)
    return { state: 'applied', dealId: deal.id, payment, paymentId: payment.id }
  }
  const told = differences(known, {
    ...fact,
    sameDeal: books.survivor(known.dealId) === deal.id,
    evidence,
  })
  if (told) return refused(`Payment ${fact.payment} is known already, ${told}.`)
  const more = { evidence: known.evidence ?? evidence, subscription: known.subscription ?? fact.subscription }
  const applied = { state: 'applied' as const, dealId: known.dealId, paymentId: known.id }
  if (more.evidence === known.evidence && more.subscription === known.subscription) return applied
  const filledIn = { ...known, ...more }
  books.payments.set(fact.payment, filledIn)
  return { ...applied, filledIn }
}

/** Refused rather than counted twice: what is missing then is seen, and can be recorded by hand. */
function toldBefore({ source, amountMinor, currency, paidOn }: NewPayment): string {
  const by = source === CRM_OF_PAYMENTS ? CRM_LABELS[source] : 'The events API'
  return `${by} told of ${displayMoney(money(amountMinor, currency))} of ${shownDate(paidOn)} before, which is probably the same payment. If it is another one, record it by hand on the deal.`
}

/** In what a second report contradicts the payment that is kept; null when it agrees. */
function differences(
  known: NewPayment,
  told: Omit<Fact<'payment'>, 'kind'> & { sameDeal: boolean; evidence: string | null },
): string | null {
  const { amount } = told
  if (known.refunds !== null) return 'and is a refund'
  const kept = money(known.amountMinor, known.currency)
  if (known.amountMinor !== amount.amountMinor || known.currency !== amount.currency) {
    return `with another amount: ${displayMoney(kept)}, not ${displayMoney(amount)}`
  }
  for (const part of ['tax', 'shipping', 'discount'] as const) {
    const was = money(known[`${part}Minor`], known.currency)
    const is = money(told[`${part}Minor`], known.currency)
    if (was.amountMinor !== is.amountMinor) {
      return `with another ${part}: ${displayMoney(was)}, not ${displayMoney(is)}`
    }
  }
  if (!told.sameDeal) return 'for another deal'
  if (known.paidOn !== told.on)
    return `with another date: ${shownDate(known.paidOn)}, not ${shownDate(told.on)}`
  if (conflicting(known.subscription, told.subscription)) return 'for another subscription'
  if (conflicting(known.evidence, told.evidence)) return 'for another invoice'
  return null
}

const conflicting = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b

function settleRefund(books: Books, fact: Fact<'refund'>): Settlement {
  if (fact.on > books.tomorrow) return { state: 'refused', dealId: null, problem: tooEarly(fact.on) }
  const payment = books.payments.get(fact.payment)
  if (!payment) {
    const waitsFor = paymentKey(books.source, fact.payment)
    return { state: 'waiting', waitsFor, problem: `Its payment ${fact.payment} has not come yet.` }
  }
  const { dealId } = payment
  const refused = (problem: string): Settlement => ({ state: 'refused', dealId, problem })
  if (payment.refunds !== null) return refused(`${fact.payment} is a refund, which cannot be given back.`)
  if (fact.amount.currency !== payment.currency) {
    return refused(`The payment is in ${payment.currency}, so its refund must be too.`)
  }
  const name = refundName(fact.refund)
  const known = books.payments.get(name)
  if (known) {
    const same =
      known.refunds === payment.id &&
      known.amountMinor === -fact.amount.amountMinor &&
      known.taxMinor === -fact.taxMinor &&
      known.shippingMinor === -fact.shippingMinor &&
      known.partsStated === fact.partsStated &&
      known.paidOn === fact.on
    if (same) return { state: 'applied', dealId, paymentId: known.id }
    return refused(`Refund ${fact.refund} is known already with another payment, date or amount.`)
  }
  const before = books.refunded.get(payment.id) ?? { amountMinor: 0n, taxMinor: 0n, shippingMinor: 0n }
  const excess = refundExcess(payment, before, fact)
  if (excess) return refused(excess)
  books.refunded.set(payment.id, {
    amountMinor: before.amountMinor + fact.amount.amountMinor,
    taxMinor: before.taxMinor + fact.taxMinor,
    shippingMinor: before.shippingMinor + fact.shippingMinor,
  })
  const refund: NewPayment = {
    id: books.newId(),
    dealId,
    source: books.source,
    externalId: name,
    amountMinor: -fact.amount.amountMinor,
    currency: payment.currency,
    taxMinor: -fact.taxMinor,
    shippingMinor: -fact.shippingMinor,
    discountMinor: 0n,
    partsStated: fact.partsStated,
    refunds: payment.id,
    subscription: null,
    paidOn: fact.on,
    evidence: null,
    recordedBy: null,
    recordedAt: books.now,
  }
  books.payments.set(name, refund)
  return { state: 'applied', dealId, payment: refund, paymentId: refund.id }
}

/** Why a refund would give back more than was paid, with both numbers; null when it does not. `before` is above zero. */
export function refundExcess(
  payment: Pick<NewPayment, 'amountMinor' | 'currency' | 'taxMinor' | 'shippingMinor'>,
  before: { amountMinor: bigint; taxMinor: bigint; shippingMinor: bigint },
  refund: { amount: Money; taxMinor: bigint; shippingMinor: bigint },
): string | null {
  const { currency } = payment
  const shown = (minor: bigint) => displayMoney(money(minor, currency))
  const after = before.amountMinor + refund.amount.amountMinor
  if (after > payment.amountMinor) {
    const together = before.amountMinor > 0n ? ` and ${shown(before.amountMinor)} were given back before` : ''
    return `The refund is larger than its payment: ${displayMoney(refund.amount)} of ${shown(payment.amountMinor)}${together}.`
  }
  for (const part of ['tax', 'shipping'] as const) {
    const given = before[`${part}Minor`] + refund[`${part}Minor`]
    if (given > payment[`${part}Minor`]) {
      return `The refund gives back more ${part} than was paid: ${shown(given)} of ${shown(payment[`${part}Minor`])}.`
    }
  }
  return null
}

function settleSubscription(
  books: Books,
  { occurredAt }: ReadEvent,
  fact: Fact<'subscription'>,
  matched: string | null,
): Settlement {
  const deal = books.dealOf(fact.deal, matched)
  if (deal.kind === 'unknown') return { state: 'waiting', waitsFor: deal.waitsFor, problem: deal.problem }
  const { status, on } = fact
  const subscription = { dealId: deal.id, externalId: fact.subscription, status, on, at: occurredAt }
  return { state: 'applied', dealId: deal.id, subscription }
}

const tooEarly = (on: string): string => `It is dated ${shownDate(on)}, which is more than a day ahead.`
