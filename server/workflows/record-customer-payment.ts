import { calendarDate } from '../../shared/calendar-date.ts'
import type { MoneyJson } from '../../shared/contract/money-json.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import { readMoney } from '../../shared/payment/read-event.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { lockCustomerPayments } from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockDealById, type MirroredDeal } from '../db/deal-store.ts'
import { insertPayment, type NewPayment, paymentsOf, refundsOf } from '../db/payment-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { addWork } from '../jobs/outbox.ts'
import { settleDeal } from './accrue-commission.ts'
import { type DealRef, goneFromCrm, lockDeal, type Moment } from './lock-deal.ts'
import { refundExcess } from './settle-event.ts'

interface Recorded {
  /** Calendar date in the workspace's time zone. */
  paidOn: string
  evidence: string
  /** The request's own key: the same one is the same payment. */
  idempotencyKey: string
}

/** A payment as the card tells it: all of it counts. */
export interface PaymentInput extends DealRef, Recorded {
  amount: MoneyJson
}

/** As the console tells it, by our id of the deal. Amounts are decimal text above zero. */
export type DealPaymentInput = Recorded & { dealId: string; amount: string; currency: string } & (
    | { kind: 'payment'; tax: string; shipping: string; discount: string }
    | { kind: 'refund'; paymentId: string; tax?: string | undefined; shipping?: string | undefined }
  )

/** Writes down by hand that the customer paid for a won deal, and makes payable what that earns. */
export async function recordCustomerPayment(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: PaymentInput,
): Promise<void> {
  await lockCustomerPayments(tx)
  const deal = await lockDeal(tx, input)
  const { amount, currency } = input.amount
  const nothing = { tax: '0', shipping: '0', discount: '0' }
  const told = { ...nothing, kind: 'payment' as const, amount, currency }
  await record(tx, moment, actor, deal, { ...input, ...told, dealId: deal.id }, 'amount.')
}

/** The same with its tax, shipping and discount, or that a payment was given back, in whole or in part. */
export async function recordDealPayment(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: DealPaymentInput,
): Promise<void> {
  await lockCustomerPayments(tx)
  const deal = await lockDealById(tx, input.dealId)
  if (!deal) throw notFound('deal')
  // The customer may get its money back whatever became of the deal.
  const gone = input.kind === 'payment' ? goneFromCrm(deal) : null
  if (gone) throw new Refusal('rule_violated', gone)
  await record(tx, moment, actor, deal, input, '')
}

async function record(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  deal: MirroredDeal,
  input: DealPaymentInput,
  at: string,
): Promise<void> {
  const told = readInput(input, at)
  if (input.kind === 'payment') refuseByDeal(deal, told.amount, at)
  if (input.paidOn > (await today(tx, moment))) {
    throw wrong('paidOn', 'A payment is recorded when it has arrived: the date lies ahead.')
  }
  await refuseTwin(tx, deal, told.amount, input)
  const payment = {
    id: moment.newId(),
    dealId: deal.id,
    source: 'manual',
    externalId: input.idempotencyKey,
    subscription: null,
    paidOn: input.paidOn,
    evidence: input.evidence,
    recordedBy: actor.userId,
    recordedAt: moment.now,
    ...(input.kind === 'payment'
      ? { ...told, ...told.amount, partsStated: true, refunds: null }
      : await refundOf(tx, deal, told, input)),
  } satisfies NewPayment & { amount?: Money }
  const kept = await insertPayment(tx, payment)
  if (!kept) throw new Refusal('conflict', 'This payment is recorded already.')
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'customer_payment',
    subjectId: payment.id,
    kind: input.kind === 'payment' ? 'payment_recorded' : 'refund_recorded',
    actor,
    at: moment.now,
    reason: input.evidence,
    before: null,
    after: { amount: displayMoney(told.amount), paidOn: input.paidOn },
  })
  await settleDeal(tx, moment, deal, payment.id)
  await addWork(tx, { topic: 'crm.write_back', payload: { dealId: deal.id }, dedupeKey: deal.id })
}

type Told = ReturnType<typeof readMoney>

function readInput(input: DealPaymentInput, at: string): Told {
  const faults: { path: string; message: string }[] = []
  const discount = input.kind === 'payment' ? { discount: input.discount } : {}
  const told = readMoney(input, discount, faults, at)
  const [first] = faults
  if (!first) return told
  const message = /(above|below) zero/.test(first.message) ? 'A payment is above zero.' : first.message
  throw new Refusal('invalid_request', message, { fields: faults })
}

function refuseByDeal(deal: MirroredDeal, amount: Money, at: string): void {
  if (deal.outcome !== 'won') {
    throw new Refusal('rule_violated', 'Payments are recorded once the deal is won.')
  }
  if (deal.currency === null) {
    throw new Refusal('rule_violated', 'The currency of this deal is unknown. Set it in the CRM first.')
  }
  if (amount.currency !== deal.currency) {
    throw wrong(`${at}currency`, `The deal is in ${deal.currency}, so the payment must be too.`)
  }
}

/** What a refund is, by the payment that it gives back. */
async function refundOf(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  told: Told,
  input: Extract<DealPaymentInput, { kind: 'refund' }>,
): Promise<
  Pick<
    NewPayment,
    'amountMinor' | 'currency' | 'taxMinor' | 'shippingMinor' | 'discountMinor' | 'partsStated' | 'refunds'
  >
> {
  const payment = (await paymentsOf(tx, deal.id)).find(({ id }) => id === input.paymentId)
  if (!payment) throw notFound('payment')
  if (payment.refunds !== null) throw new Refusal('rule_violated', 'A refund cannot be given back.')
  if (payment.currency !== told.amount.currency) {
    throw wrong('currency', `The payment is in ${payment.currency}, so its refund must be too.`)
  }
  const before = { amountMinor: 0n, taxMinor: 0n, shippingMinor: 0n }
  for (const refund of await refundsOf(tx, [payment.id])) {
    before.amountMinor -= refund.amountMinor
    before.taxMinor -= refund.taxMinor
    before.shippingMinor -= refund.shippingMinor
  }
  const excess = refundExcess(payment, before, told)
  if (excess) throw new Refusal('rule_violated', excess, { fields: [{ path: 'amount', message: excess }] })
  return {
    amountMinor: -told.amount.amountMinor,
    currency: payment.currency,
    taxMinor: -told.taxMinor,
    shippingMinor: -told.shippingMinor,
    discountMinor: 0n,
    partsStated: (input.tax ?? input.shipping) !== undefined,
    refunds: payment.id,
  }
}

async function today(tx: WorkspaceTx, { now }: Moment): Promise<string> {
  const { time_zone: timeZone } = await tx.db
    .selectFrom('workspace')
    .select('time_zone')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return calendarDate(now, timeZone)
}

/** The same once more is more likely a second click of somebody than a second payment. */
async function refuseTwin(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  { amountMinor, currency }: Money,
  { kind, paidOn, evidence }: DealPaymentInput,
): Promise<void> {
  const signed = kind === 'payment' ? amountMinor : -amountMinor
  const twin = (await paymentsOf(tx, deal.id)).find(
    (other) => other.amountMinor === signed && other.paidOn === paidOn && other.evidence === evidence,
  )
  if (!twin) return
  const shown = displayMoney(money(amountMinor, currency))
  const twice = kind === 'payment' ? 'Was it paid twice?' : 'Was it given back twice?'
  throw new Refusal(
    'conflict',
    `${shown} of ${shownDate(paidOn)} with this evidence is recorded already. ${twice} Then say so in the evidence.`,
  )
}

function wrong(path: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { fields: [{ path, message }] })
}
