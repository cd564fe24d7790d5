import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endWindow } from '../../server/db/plan-version-store.ts'
import { addClosedDeals } from './closed-deals.ts'
import { openPlanDesk, type PlanDesk, proposed } from './plan-desk.ts'

let desk: PlanDesk
beforeAll(async () => {
  desk = await openPlanDesk()
})
afterAll(() => desk.close())

test('publishing from a day that is over says what it does to the deals that closed then, and does it', async () => {
  const author = await desk.person(['channel_manager'])
  const publisher = await desk.person(['finance'])
  const deal = { partner: 'Northwind Consulting', amountMinor: 100_000n }
  // A programme whose last version ran out.
  const { versions } = await desk.programme()
  await desk.inWorkspace((tx) => endWindow(tx, versions[0]?.id ?? '', '2025-12-31'))
  await desk.inWorkspace((tx) =>
    addClosedDeals(tx, { connectionId: desk.tenant.connectionId, by: author.id }, [
      { ...deal, externalId: 'in it', closedAt: new Date('2026-06-01T12:00:00.000Z') },
      { ...deal, externalId: 'before', closedAt: new Date('2025-06-01T12:00:00.000Z') },
    ]),
  )
  const draft = await proposed(desk, author, { effectiveFrom: '2026-01-01' })
  expect(draft.findings.map(({ code }) => code)).toContain('window_in_past')
  expect(draft.publishing).toBe(
    'Deals come under this version from Jan 1, 2026 on. One won deal of its partners closed in that time already, and commission is posted for it at once.',
  )
  await publisher.change('POST', `/v1/console/plan-drafts/${draft.id}/publish`, { revision: draft.revision })
  const asked = await desk.inWorkspace((tx) =>
    tx.db
      .selectFrom('outbox as o')
      .innerJoin('deal as d', (join) => join.on(sql<boolean>`o.dedupe_key = d.id::text`))
      .select(['o.topic', 'd.external_id'])
      .execute(),
  )
  expect(asked).toEqual([{ topic: 'deal.changed', external_id: 'in it' }])
})

test('a draft in another currency than the version that it ends is warned of within a period', async () => {
  const author = await desk.person(['channel_manager'])
  const draft = await proposed(desk, author, {
    effectiveFrom: '2027-02-15',
    currency: 'EUR',
    rules: [
      {
        id: 'sourced',
        role: 'sourced',
        basis: 'dealAmount',
        rate: { kind: 'percent', percent: '15' },
        periodCap: { period: 'quarter', amount: '5000.00' },
      },
    ],
  })
  const found = draft.findings.filter(({ code }) => code === 'currency_changes_in_period')
  expect(found).toMatchObject([
    { path: 'rules[0].periodCap', message: expect.stringContaining('was in USD from Jan 1, 2027 on') },
  ])
})
