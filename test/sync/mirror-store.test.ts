import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { upsertDeals } from '../../server/db/mirror-store.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import { seedTenant } from '../support/seed-tenant.ts'
import { startTestApp } from '../support/test-app.ts'

const deal = (number: number): Deal => ({
  externalId: String(number),
  name: `Deal ${number}`,
  amount: null,
  currency: 'USD',
  amountText: null,
  amountProblem: null,
  firstYearAcv: null,
  grossMargin: null,
  region: null,
  fieldProblems: {},
  pipelineId: 'default',
  stageId: 'contractsent',
  stageLabel: null,
  outcome: 'open',
  dealType: null,
  closedAt: null,
  ownerId: null,
  accountExternalId: null,
  otherAccountExternalIds: [],
  state: 'active',
  mergedInto: null,
  createdAt: null,
  modifiedAt: null,
  mergedExternalIds: [],
})
const deals = (from: number, count: number): Deal[] => Array.from({ length: count }, (_, i) => deal(from + i))

/** Rows of the mirror that this transaction has looked at so far, whichever way. */
async function rowsRead(tx: WorkspaceTx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
      from pg_stat_xact_user_tables where relname = 'deal'`.execute(tx.db)
  return rows[0]?.read ?? Number.NaN
}

test('storing a batch looks at its own records alone, however many the mirror holds already', async () => {
  const app = await startTestApp()
  try {
    const { workspaceId, connectionId } = await seedTenant(app.context, '4001')
    const store = (records: Deal[]) =>
      app.context.db.inWorkspace(workspaceId, async (tx) => {
        const before = await rowsRead(tx)
        const written = await upsertDeals(tx, connectionId, records, new Date())
        return { written: written.length, read: (await rowsRead(tx)) - before }
      })
    // While a table has a page or two, all its indexes cost the same to the planner: that is not what matters here.
    for (let from = 0; from < 5_000; from += 1_000) await store(deals(from, 1_000))
    expect(await store(deals(5_000, 1_000))).toEqual({ written: 1_000, read: 0 })
    const again = await store(deals(0, 1_000))
    expect(again.written).toBe(0)
    expect(again.read).toBeGreaterThan(0)
    expect(again.read).toBeLessThanOrEqual(2_000)
  } finally {
    await app.close()
  }
})
