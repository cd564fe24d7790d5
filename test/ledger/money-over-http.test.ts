import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DealCard } from '../../shared/contract/card-api.ts'
import type { BatchDetail, LedgerPage, PayableList } from '../../shared/contract/console-api.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { seedTenant, type Tenant } from '../support/seed-tenant.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant
let northwind: string

beforeAll(async () => {
  app = await startTestApp()
  tenant = await seedTenant(app.context, '771')
  const moment = { now: app.context.clock.now(), newId: app.context.newId }
  const rep = await tenant.person(['rep'])
  await app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
    await seedProgramme(tx, moment)
    const partner = await tx.db
      .selectFrom('partner')
      .select('id')
      .where('name', '=', 'Northwind Consulting')
      .executeTakeFirstOrThrow()
    northwind = partner.id
    const { id: dealId } = await tx.db
      .insertInto('deal')
      .values({
        workspace_id: tenant.workspaceId,
        connection_id: tenant.connectionId,
        external_id: '900',
        name: 'Cancity renewal',
        amount_minor: 4_800_000n,
        currency: 'USD',
        outcome: 'open',
        state: 'active',
        content_hash: '',
        synced_at: moment.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const riley = {
      userId: rep.id,
      name: 'Riley',
      roles: ['rep'] as const,
      connectionId: tenant.connectionId,
    }
    const tag = { partnerId: northwind, role: 'sourced' as const, reason: 'Introduction', touchpoints: [] }
    await tagPartner(tx, moment, riley, { connectionId: tenant.connectionId, dealExternalId: '900', ...tag })
    await tx.db
      .updateTable('deal')
      .set({ outcome: 'won', closed_at: moment.now })
      .where('id', '=', dealId)
      .execute()
    await reactToDeal(tx, moment, dealId)
  })
})
afterAll(() => app.close())

test('money goes from the customer’s payment to the bank, through two people, each step once', async () => {
  const finance = await tenant.person(['finance'])
  const checker = await tenant.person(['admin'])
  const rep = await tenant.person(['rep'])
  const payment = {
    idempotencyKey: randomUUID(),
    amount: { amount: '48000.00', currency: 'USD' },
    paidOn: new Date().toISOString().slice(0, 10),
    evidence: 'INV-1001',
  }
  const pay = (person: typeof rep, body: object) =>
    app.card(person, 'POST', '/v1/card/deals/900/payments', body)
  expect((await pay(rep, payment)).status).toBe(403)
  expect((await pay(finance, { ...payment, amount: { amount: 48000, currency: 'USD' } })).status).toBe(400)
  const first = await pay(finance, payment)
  const again = await pay(finance, payment)
  expect([first.status, again.status]).toEqual([200, 200])
  expect(again.json()).toEqual(first.json())
  const other = { ...payment, amount: { amount: '1.00', currency: 'USD' } }
  expect((await pay(finance, other)).status).toBe(409)
  // The reply is a card of the contract; the frame checks it outside production.
  const card = first.json() as DealCard
  expect(card.payments).toHaveLength(1)
  expect(card.unpaid?.amount).toBe('0.00')
  expect(card.partners[0]?.commission).toMatchObject({ state: 'accrued', payable: { amount: '7200.00' } })

  const maker = await app.signIn(finance)
  const second = await app.signIn(checker)
  const payable = (await maker.get('/v1/console/payouts/payable')).json() as PayableList
  expect(payable.totals).toEqual([{ amount: '7200.00', currency: 'USD' }])
  const request = { idempotencyKey: randomUUID(), currency: 'USD', partnerIds: [northwind] }
  expect((await second.change('POST', '/v1/console/payouts/batches', request)).status).toBe(403)
  const batch = (await maker.change('POST', '/v1/console/payouts/batches', request)).json() as BatchDetail
  const at = `/v1/console/payouts/batches/${batch.id}`
  expect((await maker.get(`${at}/payment-file.csv`)).status).toBe(409)
  const approval = () => ({ idempotencyKey: randomUUID(), contentHash: batch.contentHash })
  expect((await maker.change('POST', `${at}/approve`, approval())).status).toBe(422)
  expect((await second.change('POST', `${at}/approve`, approval())).status).toBe(200)
  expect((await second.change('POST', `${at}/approve`, approval())).status).toBe(409)

  const file = await maker.get(`${at}/payment-file.csv`)
  expect(file.headers.get('content-type')).toContain('text/csv')
  const rows: string[][] = parse(file.text)
  expect(rows.at(-1)?.slice(0, 6)).toEqual(['CONTROL', '1', '', '', '7200.00', 'USD'])
  const outcomes = [{ itemId: batch.items[0]?.id, outcome: 'confirmed', reference: 'BANK-1' }]
  const settled = await maker.change('POST', `${at}/outcomes`, { idempotencyKey: randomUUID(), outcomes })
  expect(settled.json()).toMatchObject({ status: 'settled', actions: { approve: { allowed: false } } })

  const ledger = (await maker.get(`/v1/console/partners/${northwind}/ledger`)).json() as LedgerPage
  expect(ledger.balances).toMatchObject([{ payable: { amount: '0.00' }, paid: { amount: '7200.00' } }])
  expect(ledger.rows.map((row) => row.kind)).toEqual([
    'payout_confirmed',
    'payout_approved',
    'earn',
    'accrue',
  ])
  const period = `from=${payment.paidOn}&to=${payment.paidOn}`
  const page = await maker.get(`/v1/console/partners/${northwind}/statement.html?${period}`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.text).toContain('15 % of the deal amount $48,000.00 is $7,200.00.')
  const sheet = await maker.get(`/v1/console/partners/${northwind}/statement.csv?${period}`)
  expect(parse(sheet.text)).toHaveLength(7)
  const nosy = await app.signIn(rep)
  expect((await nosy.get(`/v1/console/partners/${northwind}/ledger`)).status).toBe(403)
})

test.each([
  ['a year that no database has', { paidOn: '0000-01-01' }],
  ['a character zero', { evidence: 'INV\u0000' }],
])('a payment with %s is the sender’s mistake, not ours', async (_, over) => {
  const finance = await tenant.person(['finance'])
  const payment = {
    idempotencyKey: randomUUID(),
    amount: { amount: '1.00', currency: 'USD' },
    paidOn: '2026-03-01',
    evidence: 'INV-1002',
    ...over,
  }
  const reply = await app.card(finance, 'POST', '/v1/card/deals/900/payments', payment)
  expect(reply.status).toBe(400)
  const card = await app.card(finance, 'GET', '/v1/card/deals/900')
  expect((card.json() as DealCard).payments.filter(({ amount }) => amount.amount === '1.00')).toEqual([])
})
