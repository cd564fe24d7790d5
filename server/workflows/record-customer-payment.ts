import { calendarDate } from '../../shared/calendar-date.ts'
import type { MoneyJson } from '../../shared/contract/money-json.ts'
import { UnknownCurrency } from '../../shared/money/currency.ts'
import { displayMoney } from '../../shared/money/format.ts'
import type { Money } from '../../shared/money/money.ts'
import { InvalidAmount, parseStoredMoney } from '../../shared/money/parse-decimal.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { partnersByIds } from '../db/partner-store.ts'
import { insertPayment, paymentsOf } from '../db/payment-store.ts'
import { Refusal } from '../errors.ts'
import { addWork } from '../jobs/outbox.ts'
import { type DealRef, lockDeal, type Moment } from './lock-deal.ts'
import { releaseCommission } from './release-commission.ts'

export interface PaymentInput extends DealRef {
  amount: MoneyJson
  /** Calendar date in the workspace's time zone. */
  paidOn: string
  evidence: string
  /** The request's own key: the same one is the same payment. */
  idempotencyKey: string
}

/** Writes down by hand that the customer paid for a won deal, and makes payable what that earns. */
export async function recordCustomerPayment(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: PaymentInput,
): Promise<void> {
  const deal = await lockDeal(tx, input)
  const amount = paidAmount(input.amount)
  await refuseWrong(tx, moment, deal, amount, input)
  const id = moment.newId()
  const kept = await insertPayment(tx, {
    id,
    dealId: deal.id,
    source: 'manual',
    externalId: input.idempotencyKey,
    ...amount,
    taxMinor: 0n,
    shippingMinor: 0n,
    discountMinor: 0n,
    partsStated: true,
    refunds: null,
    subscription: null,
    paidOn: input.paidOn,
    evidence: input.evidence,
    recordedBy: actor.userId,
    recordedAt: moment.now,
  })
  if (!kept) throw new Refusal('conflict', 'This payment is recorded already.')
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'customer_payment',
    subjectId: id,
    kind: 'payment_recorded',
    actor,
    at: moment.now,
    reason: input.evidence,
    before: null,
    after: { amount: displayMoney(amount), paidOn: input.paidOn },
  })
  const lines = await commissionLinesOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    lines.map(({ partnerId }) => partnerId),
  )
  await releaseCommission(tx, moment, deal, partners, id)
  // A win that was not worked off yet accrues soon, and then releases by the same total.
  await addWork(tx, { topic: 'deal.changed', payload: { dealId: deal.id }, dedupeKey: deal.id })
}

function paidAmount(json: MoneyJson): Money {
  try {
    return parseStoredMoney(json.amount, json.currency, { signed: true })
  } catch (error) {
    if (error instanceof InvalidAmount || error instanceof UnknownCurrency) {
      throw wrong('amount', error.message)
    }
    throw error
  }
}

async function refuseWrong(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  amount: Money,
  input: PaymentInput,
): Promise<void> {
  if (deal.outcome !== 'won') {
    throw new Refusal('rule_violated', 'Payments are recorded once the deal is won.')
  }
  if (deal.currency === null) {
    throw new Refusal('rule_violated', 'The currency of this deal is unknown. Set it in the CRM first.')
  }
  if (amount.currency !== deal.currency) {
    throw wrong('amount.currency', `The deal is in ${deal.currency}, so the payment must be too.`)
  }
  if (amount.amountMinor <= 0n) throw wrong('amount.amount', 'A payment is above zero.')
  const { time_zone: timeZone } = await tx.db
    .selectFrom('workspace')
    .select('time_zone')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  if (input.paidOn > calendarDate(moment.now, timeZone)) {
    throw wrong('paidOn', 'A payment is recorded when it has arrived: the date lies ahead.')
  }
  const twin = (await paymentsOf(tx, deal.id)).find(
    (other) =>
      other.amountMinor === amount.amountMinor &&
      other.paidOn === input.paidOn &&
      other.evidence === input.evidence,
  )
  if (twin) {
    throw new Refusal(
      'conflict',
      `${displayMoney(amount)} of ${input.paidOn} with this evidence is recorded already. Was it paid twice? Then say so in the evidence.`,
    )
  }
}

function wrong(path: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { fields: [{ path, message }] })
}
