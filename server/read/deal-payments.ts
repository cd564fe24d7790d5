import { CRM_LABELS } from '../../connectors/record-name.ts'
import { dealUrl } from '../../connectors/record-url.ts'
import type { DealPayments } from '../../shared/contract/finance-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findConnection } from '../db/connection-store.ts'
import { findDealById, type MirroredDeal } from '../db/deal-store.ts'
import { type Gone, goneDeals } from '../db/gone-deals.ts'
import { type PaymentRecord, paymentsOf } from '../db/payment-store.ts'
import { namesOf } from '../db/user-store.ts'
import { notFound } from '../errors.ts'
import { strayNotes, strayPayments } from './commission-state.ts'
import { goneFromCrm } from '../workflows/lock-deal.ts'

/** What the customer of a deal paid and got back, earliest first. Throws not_found for a deal that is not here. */
export async function readDealPayments(
  tx: WorkspaceTx,
  { actor, dealId }: { actor: Actor; dealId: string },
): Promise<DealPayments> {
  const deal = await findDealById(tx, dealId)
  if (!deal) throw notFound('deal')
  const payments = await paymentsOf(tx, dealId)
  const gone = (await goneDeals(tx, [dealId])).get(dealId)
  const people = await namesOf(
    tx,
    payments.flatMap(({ recordedBy }) => recordedBy ?? []),
  )
  const collected = new Map<string, bigint>()
  for (const payment of payments) {
    collected.set(payment.currency, (collected.get(payment.currency) ?? 0n) + netOf(payment))
  }
  return {
    deal: { name: deal.name, currency: deal.currency, url: await urlOf(tx, deal) },
    payments: payments.map((payment) => {
      const shown = (minor: bigint) => toMoneyJson(money(minor, payment.currency))
      const { id, source, externalId, paidOn, refunds, subscription, evidence, recordedBy, recordedAt } =
        payment
      const givenBack = payments
        .filter((other) => other.refunds === id)
        .reduce((sum, refund) => sum - refund.amountMinor, 0n)
      return {
        id,
        kind: refunds === null ? 'payment' : 'refund',
        source,
        externalId,
        amount: shown(payment.amountMinor),
        tax: shown(payment.taxMinor),
        shipping: shown(payment.shippingMinor),
        discount: shown(payment.discountMinor),
        net: shown(netOf(payment)),
        paidOn,
        refunds,
        refundable: refunds === null ? shown(payment.amountMinor - givenBack) : null,
        subscription,
        evidence,
        recordedBy: recordedBy === null ? SOURCES[source] : (people.get(recordedBy) ?? ''),
        recordedAt: recordedAt.toISOString(),
      }
    }),
    collected: [...collected].sort().map(([currency, minor]) => toMoneyJson(money(minor, currency))),
    kept: gone ? KEPT_HERE[gone] : strayNotes(deal, strayPayments(deal, payments)).join(' ') || null,
    actions: { record: step(cannotRecord(deal, actor)), refund: step(notPermitted(actor)) },
  }
}

async function urlOf(tx: WorkspaceTx, deal: MirroredDeal): Promise<string> {
  const connection = await findConnection(tx, deal.connectionId)
  if (!connection) throw new Error(`deal ${deal.id} has no connection`)
  return dealUrl(connection, deal.externalId)
}

const netOf = ({ amountMinor, taxMinor, shippingMinor, discountMinor }: PaymentRecord): bigint =>
  amountMinor - taxMinor - shippingMinor - discountMinor

const SOURCES: Record<PaymentRecord['source'], string> = {
  manual: 'By hand',
  events_api: 'Events API',
  ...CRM_LABELS,
}

const KEPT_HERE: Record<Gone, string> = {
  archived:
    'This deal is archived in the CRM. Payments are kept, but no commission becomes payable by them until it is restored; refunds still count.',
  missing:
    'The CRM no longer shows this deal. Payments are kept, but no commission becomes payable by them until it does again; refunds still count.',
}

const step = (because: string | null) => ({ allowed: because === null, because })

function notPermitted(actor: Actor): string | null {
  return may(actor.roles, 'recordCustomerPayment')
    ? null
    : 'Somebody in finance or an admin records payments.'
}

function cannotRecord(deal: MirroredDeal, actor: Actor): string | null {
  const permitted = notPermitted(actor)
  if (permitted) return permitted
  const gone = goneFromCrm(deal)
  if (gone) return gone
  if (deal.outcome !== 'won') return 'Payments are recorded once the deal is won.'
  return deal.currency === null ? 'The currency of this deal is unknown. Set it in the CRM first.' : null
}
