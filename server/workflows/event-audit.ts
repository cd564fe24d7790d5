import { displayMoney } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { AuditEntry } from '../db/audit-store.ts'
import type { Gone } from '../db/gone-deals.ts'
import { KEPT } from './kept-payment.ts'
import type { Moment } from './lock-deal.ts'
import type { Settlement } from './settle-event.ts'

/**
 * What a deal's history says of an event: nothing where an event only repeats what is known. `gone`: what became of the deal in
 * the CRM.
 */
export function eventAudit(
  moment: Moment,
  by: AuditEntry['actor'],
  eventId: string,
  settlement: Extract<Settlement, { state: 'applied' }>,
  gone: Gone | undefined,
): AuditEntry | null {
  const head = {
    id: moment.newId(),
    dealId: settlement.dealId,
    actor: by,
    at: moment.now,
    reason: null,
    before: null,
  }
  const { payment, subscription } = settlement
  if (payment) {
    const { amountMinor, currency, paidOn } = payment
    const refund = payment.refunds !== null
    return {
      ...head,
      reason: gone && !refund ? KEPT[gone] : null,
      subjectKind: 'customer_payment',
      subjectId: payment.id,
      kind: refund ? 'payment_refunded' : 'payment_received',
      after: {
        amount: displayMoney(money(refund ? -amountMinor : amountMinor, currency)),
        paidOn,
        event: eventId,
      },
    }
  }
  if (subscription) {
    return {
      ...head,
      subjectKind: 'subscription',
      subjectId: subscription.externalId,
      kind: subscription.status === 'active' ? 'subscription_renewed' : 'subscription_cancelled',
      after: { subscription: subscription.externalId, on: subscription.on, event: eventId },
    }
  }
  return null
}
