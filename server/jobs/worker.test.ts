import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { type DatabaseKind, type TestDatabase, openTestDatabase } from '../../test/support/test-database.ts'
import type { Context } from '../context.ts'
import { newId } from '../ids.ts'
import { claim } from './claim.ts'
import { HandBack, type Handlers, Unretryable } from './handler.ts'
import { memoryQueue } from './memory-queue.ts'
import { onlyOnce } from './once.ts'
import { addWork } from './outbox.ts'
import { redrive } from './redrive.ts'
import { sweepOnce } from './sweeper.ts'
import { type Worker, startWorker } from './worker.ts'

const workspaceId = newId()
const dealId = newId()

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

describe.each(kinds.filter((kind) => !missing(kind)))('the worker on %s', (kind) => {
  let opened: TestDatabase
  let context: Context
  let worker: Worker | undefined
  const outcomes: string[] = []

  beforeEach(async () => {
    opened = await openTestDatabase(kind)
    const queue = memoryQueue()
    outcomes.length = 0
    const parts = {
      config: { jobLeaseMs: 20_000 },
      db: opened.database,
      queue,
      metrics: { jobs: { inc: (labels: { outcome: string }) => outcomes.push(labels.outcome) } },
      logger: { error() {}, warn() {}, info() {}, debug() {} },
    }
    // The worker uses only these parts of a context.
    context = parts as unknown as Context
    opened.database.onWork((ids) => ids.forEach((id) => void queue.wake(id)))
    await opened.database.inSystem((tx) =>
      tx.db
        .insertInto('workspace')
        .values({ workspace_id: workspaceId, name: 'W', created_at: new Date() })
        .execute(),
    )
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await opened.close()
  })

  const inWorkspace = <T>(work: Parameters<typeof opened.database.inWorkspace<T>>[1]) =>
    opened.database.inWorkspace(workspaceId, work)
  const add = (dedupeKey?: string) =>
    inWorkspace((tx) =>
      addWork(tx, { topic: 'deal.changed', payload: { dealId }, ...(dedupeKey ? { dedupeKey } : {}) }),
    )
  const rows = () => inWorkspace((tx) => tx.db.selectFrom('outbox').selectAll().orderBy('id').execute())
  const handlers = (dealChanged: Handlers['deal.changed']): Handlers => ({
    'deal.changed': dealChanged,
    'sync.connection': async () => {},
    'sync.hinted': async () => {},
    'crm.write_back': async () => {},
    'card.key': async () => {},
    'customer_events.settle': async () => {},
    'fx_rate.revised': async () => {},
    'plan.simulate': async () => {},
  })

  test('does work that was committed and marks it done', async () => {
    const seen: unknown[] = []
    worker = startWorker(
      context,
      handlers(async (job) => void seen.push(job.payload)),
      2,
    )
    await add()
    await eventually(async () => expect((await rows())[0]?.done_at).toBeInstanceOf(Date))
    expect(seen).toEqual([{ dealId }])
  })

  test('never sees work of a transaction that was rolled back', async () => {
    const seen: unknown[] = []
    worker = startWorker(
      context,
      handlers(async (job) => void seen.push(job)),
      2,
    )
    await expect(
      inWorkspace(async (tx) => {
        await addWork(tx, { topic: 'deal.changed', payload: { dealId } })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await add()
    await eventually(() => expect(seen).toHaveLength(1))
    expect(await rows()).toHaveLength(1)
  })

  test('keeps work of one key once while nobody has begun it, and again afterwards', async () => {
    await add('deal-1')
    await add('deal-1')
    expect(await rows()).toHaveLength(1)
    await claim(opened.database, (await rows())[0]?.id ?? '', 20_000)
    await add('deal-1')
    expect(await rows()).toHaveLength(2)
  })

  test('gives a row to one of many claimers', async () => {
    await add()
    const id = (await rows())[0]?.id ?? ''
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(opened.database, id, 20_000)))
    expect(claims.filter((each) => each !== undefined)).toHaveLength(1)
  })

  test('tries a failed job again later and keeps what went wrong', async () => {
    let tries = 0
    worker = startWorker(
      context,
      handlers(async () => {
        if (++tries === 1) throw new Error('the CRM is away')
      }),
      1,
    )
    await add()
    await eventually(async () => expect((await rows())[0]?.last_problem).toBe('the CRM is away'))
    await eventually(async () => expect((await rows())[0]?.done_at).toBeInstanceOf(Date))
    expect(outcomes).toEqual(['failed', 'done'])
  })

  test('parks at once what can never succeed, and does it again when somebody re-drives it', async () => {
    let broken = true
    worker = startWorker(
      context,
      handlers(async () => {
        if (broken) throw new Unretryable('the deal is gone')
      }),
      1,
    )
    await add()
    await eventually(async () =>
      expect((await rows())[0]).toMatchObject({ last_problem: 'the deal is gone', done_at: null }),
    )
    await eventually(async () => expect((await rows())[0]?.parked_at).toBeInstanceOf(Date))
    broken = false
    await inWorkspace(async (tx) => redrive(tx, (await rowsIn(tx))[0]?.id ?? ''))
    await eventually(async () =>
      expect((await rows())[0]).toMatchObject({ parked_at: null, last_problem: null }),
    )
    await eventually(async () => expect((await rows())[0]?.done_at).toBeInstanceOf(Date))
  })

  test('parks what took its process with it at every try, instead of ending one process after the other', async () => {
    const seen: unknown[] = []
    worker = startWorker(
      context,
      handlers(async (job) => void seen.push(job)),
      1,
    )
    await inWorkspace((tx) =>
      tx.db
        .insertInto('outbox')
        .values({
          workspace_id: workspaceId,
          id: newId(),
          topic: 'deal.changed',
          payload: JSON.stringify({ dealId }),
          attempts: 5,
          leased_until: new Date(Date.now() - 60_000),
        })
        .execute(),
    )
    await sweepOnce(context)
    await eventually(async () => expect((await rows())[0]?.parked_at).toBeInstanceOf(Date))
    expect((await rows())[0]?.last_problem).toContain('its process ended')
    expect(seen).toEqual([])
  })

  test('finds by sweeping what the queue lost', async () => {
    const seen: string[] = []
    worker = startWorker(
      context,
      handlers(async (job) => void seen.push(job.outboxId)),
      1,
    )
    const id = newId()
    // Inserted past addWork: as if the wake-up had been lost with a flushed Redis.
    await inWorkspace((tx) =>
      tx.db
        .insertInto('outbox')
        .values({ workspace_id: workspaceId, id, topic: 'deal.changed', payload: JSON.stringify({ dealId }) })
        .execute(),
    )
    expect(seen).toEqual([])
    await sweepOnce(context)
    await eventually(() => expect(seen).toEqual([id]))
  })

  test('has an effect once, although the job is delivered twice', async () => {
    await add()
    const id = (await rows())[0]?.id ?? ''
    const effects = await Promise.all([1, 2, 3].map(() => inWorkspace((tx) => onlyOnce(tx, 'accrual', id))))
    expect(effects.sort()).toEqual([false, false, true])
  })

  test('hands work in hand back when it is asked to stop', async () => {
    let begun = false
    worker = startWorker(
      context,
      handlers(async ({ signal }) => {
        begun = true
        await new Promise((aborted) => signal.addEventListener('abort', aborted))
        throw new HandBack()
      }),
      1,
    )
    await add()
    await eventually(() => expect(begun).toBe(true))
    expect(await worker.stop()).toBe(true)
    expect((await rows())[0]).toMatchObject({ leased_until: null, done_at: null, parked_at: null })
  })
})

function rowsIn(tx: Parameters<typeof redrive>[0]) {
  return tx.db.selectFrom('outbox').select('id').execute()
}
