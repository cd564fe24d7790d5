import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulationView } from '../../shared/contract/plan-api.ts'
import { addClosedDeals } from '../plans/closed-deals.ts'
import { openPlanDesk, type PlanDesk, type PlanPerson } from '../plans/plan-desk.ts'
import { eventually } from '../support/eventually.ts'
import { around, OF_SIMULATIONS } from './crash-places.ts'
import { keepWorker } from './worker-keeper.ts'

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/10`
const A_SCENARIO_MS = 90_000
const DEALS = 2_100

describe.skipIf(missing)('a worker that is killed while it tries a draft', () => {
  let desk: PlanDesk
  let author: PlanPerson
  const folder = mkdtempSync(join(tmpdir(), 'kill-simulation-'))

  beforeAll(async () => {
    desk = await openPlanDesk('postgres')
    author = await desk.person(['channel_manager'])
    const deals = Array.from({ length: DEALS }, (_, index) => ({
      externalId: String(index),
      partner: 'Northwind Consulting',
      amountMinor: 100_000n,
      closedAt: new Date(Date.UTC(2026, 5, 1 + (index % 100))),
    }))
    await desk.inWorkspace((tx) =>
      addClosedDeals(tx, { connectionId: desk.tenant.connectionId, by: author.id }, deals),
    )
  })
  afterAll(async () => {
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each([...around('plan.simulate'), ...OF_SIMULATIONS, ...OF_SIMULATIONS.map((place) => `${place}#2`)])(
    'at %s leaves one result, of every deal once',
    async (place) => {
      const { programme, versions } = await desk.programme()
      const draft = await author.change('POST', '/v1/console/plan-drafts', {
        programmeId: programme.id,
        basedOn: versions[0]?.id,
      })
      const path = `/v1/console/plan-drafts/${draft.id}/simulations`
      const asked = (await author.attempt('POST', path, { months: 12 })).json() as SimulationView
      const { encryptionKeys } = desk.app.context.config
      const worker = await keepWorker(
        {
          DATABASE_URL: desk.databaseUrl ?? '',
          REDIS_URL: redisUrl,
          DATA_DIR: folder,
          ENCRYPTION_KEYS: encryptionKeys.join(','),
          JOB_LEASE_MS: '1500',
          LOG_LEVEL: 'warn',
        },
        place,
      )
      await eventually(async () => {
        const job = await desk.inWorkspace((tx) =>
          tx.db
            .selectFrom('outbox')
            .select(['done_at', 'last_problem'])
            .where('dedupe_key', '=', asked.id)
            .executeTakeFirstOrThrow(),
        )
        expect(job).toEqual({ done_at: expect.any(Date), last_problem: null })
      }, A_SCENARIO_MS / 2)
      await worker.close()
      expect(worker.killed(), 'the worker was never killed there').toBe(1)
      expect(await author.simulation(asked.id)).toMatchObject({
        status: 'done',
        done: DEALS,
        total: DEALS,
        // 15 % of 2,100 times $1,000.00, as it is in force.
        result: { deals: DEALS, costThen: { amount: '315000.00' }, costNow: { amount: '315000.00' } },
      })
    },
    A_SCENARIO_MS,
  )
})
