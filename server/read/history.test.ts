import { expect, test } from 'vitest'
import type { AuditFacts } from '../db/audit-store.ts'
import { historyEntry } from './history.ts'

const told = (kind: string, after: AuditFacts) =>
  historyEntry({
    id: 'e1',
    dealId: 'd1',
    subjectKind: 'customer_payment',
    subjectId: 'p1',
    kind,
    actor: { userId: null, name: 'Billing' },
    at: new Date('2026-03-02T09:00:00Z'),
    reason: null,
    before: null,
    after,
  })

test.each([
  ['payment_received', 'The customer paid $12.00 on Mar 1, 2026'],
  ['payment_refunded', 'The customer got back $12.00 on Mar 1, 2026'],
  ['refund_recorded', 'Recorded a refund of $12.00 to the customer, given back on Mar 1, 2026'],
  ['payment_recorded', 'Recorded a customer payment of $12.00, paid on Mar 1, 2026'],
])('writes dates as people do: %s', (kind, what) => {
  expect(told(kind, { amount: '$12.00', paidOn: '2026-03-01' }).what).toBe(what)
})

test('writes the day of a subscription and dates of events that it does not know as people do', () => {
  const renewed = told('subscription_renewed', { subscription: '2026-03-01', on: '2026-04-01' })
  expect(renewed.what).toBe('Subscription 2026-03-01 was renewed on Apr 1, 2026')
  expect(told('something_else', { on: '2026-04-01', order: '2026-99' }).after).toBe(
    'on Apr 1, 2026, order 2026-99',
  )
})
