import { DateInput, Input } from '@hubspot/ui-extensions'
import { expect, test } from 'vitest'
import { accrued, financeCard } from '../test/fixtures.ts'
import { DEAL, openLoadedCard } from '../test/render-card.tsx'

async function openPayments() {
  const card = await openLoadedCard(financeCard)
  await card.press('Record payment')
  await card.reads('Record a payment')
  const type = (name: string, value: string) =>
    card.renderer.find(Input, { name }).trigger('onInput', value as never)
  return { ...card, type }
}

test('lists what was paid and proposes what is not', async () => {
  const card = await openPayments()
  await card.reads('Nov 2, 2026 | $16,000.00 | INV-2041 | Finley Okafor')
  await card.reads('Not paid yet: $32,000.00')
  expect(card.renderer.find(Input, { name: 'amount' }).props.defaultValue).toBe('32000.00')
  await card.reads('Record payment of $32,000.00')
})

test('records the amount as the text that was typed, on the calendar day that was picked', async () => {
  const card = await openPayments()
  card.type('amount', '0.10')
  card.type('evidence', 'INV-2042')
  card.renderer.find(DateInput).trigger('onChange', { year: 2026, month: 0, date: 5 } as never)
  await card.press('Record payment of $0.10')
  const request = await card.server.next('POST', `${DEAL}/payments`)
  expect(request.body).toEqual({
    amount: { amount: '0.10', currency: 'USD' },
    paidOn: '2026-01-05',
    evidence: 'INV-2042',
    idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  request.reply({ ...financeCard, partners: [accrued] }, 201)
  await card.until(() => expect(card.renderer.mocks.actions.addAlert.callCount).toBe(1))
  expect(card.renderer.mocks.actions.addAlert.calls[0]?.[0].message).toBe(
    '$0.10 recorded. Northwind Consulting: $2,400.00 payable.',
  )
})

test.each([
  ['', 'Enter the amount that the customer paid.'],
  ['12,50', 'Digits, with a point before the decimals'],
  ['1e3', 'Digits, with a point before the decimals'],
  ['-5.00', 'Digits, with a point before the decimals'],
  ['1.005', 'USD has 2 decimals.'],
  ['0.00', 'The amount must be more than zero.'],
])('does not send the amount "%s"', async (amount, fault) => {
  const card = await openPayments()
  card.type('amount', amount)
  card.type('evidence', 'INV-2042')
  card.renderer.find(DateInput).trigger('onChange', { year: 2026, month: 10, date: 5 } as never)
  await card.press('Record payment')
  await card.reads(fault)
  expect(card.server.asked.filter((request) => request.method === 'POST')).toEqual([])
})

test('asks for the day and the evidence', async () => {
  const card = await openPayments()
  await card.press('Record payment of $32,000.00')
  await card.reads('Choose the day on which the money came.')
  await card.reads('Name what an auditor would look for.')
  expect(card.server.asked.filter((request) => request.method === 'POST')).toEqual([])
})
