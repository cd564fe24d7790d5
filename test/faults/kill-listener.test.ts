import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type OrgWorkers, openOrgWorkers } from './org-workers.ts'
import { kill, type ProductProcess, runProduct } from './product-process.ts'

/** Worker processes over an org that tells of changes. What one process does is in test/sync/listening.test.ts. */

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/15`
const A_SCENARIO_MS = 90_000
const PATIENCE_MS = 60_000

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

let dealId: string

async function start(): Promise<OrgWorkers> {
  const world = await openOrgWorkers(redisUrl, {
    org: { changeDataCapture: true },
    seed(org) {
      const at = new Date(Date.now() - 86_400_000)
      dealId = org.createOpportunity({ Name: 'Old', Amount: '100' }, { at }).id
    },
  })
  closing.push(world.close)
  await world.sync({ full: true })
  return world
}

async function startWorker(world: OrgWorkers): Promise<ProductProcess> {
  const worker = runProduct(['server/main.ts'], { ...world.settings, ROLE: 'worker' })
  closing.push(() => kill(worker))
  await worker.ready
  return worker
}

/** Who listens; null while nobody has been promised anything. */
async function listener({ client }: OrgWorkers): Promise<string | null> {
  const { rows } = await client.query<{ holder: string }>(
    'select holder from connection_listener where listening_since is not null',
  )
  return rows[0]?.holder ?? null
}

const someoneListens = (world: OrgWorkers, but: string | null = null): Promise<string> =>
  eventually(async () => {
    const holder = await listener(world)
    expect(holder).not.toBeNull()
    expect(holder).not.toBe(but)
    return holder ?? ''
  }, PATIENCE_MS)

async function expectMirrored({ client }: OrgWorkers, name: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await client.query('select name from deal where external_id = $1', [dealId])
    expect(rows).toEqual([{ name }])
  }, PATIENCE_MS)
}

const rename = ({ salesforce }: OrgWorkers, name: string) =>
  void salesforce.org.update(dealId, { Name: name })

describe.skipIf(missing)('two workers and one org that tells of changes', () => {
  test(
    'the one that does not listen takes over when the other is killed, and hears what happened meanwhile',
    async () => {
      const world = await start()
      const { changeEvents } = world.salesforce
      const first = await startWorker(world)
      const holder = await someoneListens(world)
      await startWorker(world)
      rename(world, 'While the first listens')
      await expectMirrored(world, 'While the first listens')
      expect(await listener(world)).toBe(holder)
      await eventually(() => expect(changeEvents.waiting).toBe(1))

      await kill(first)
      rename(world, 'While nobody listens')
      await expectMirrored(world, 'While nobody listens')
      await someoneListens(world, holder)
      rename(world, 'While the second listens')
      await expectMirrored(world, 'While the second listens')
      await eventually(() => expect(changeEvents.waiting).toBe(1))
      const { rows } = await world.client.query('select count(*)::int as runs from sync_run')
      expect(rows).toEqual([{ runs: 1 }])
    },
    A_SCENARIO_MS,
  )

  test(
    'one that was stopped past its lease and goes on leaves the listening to the other, and nothing is done twice',
    async () => {
      const world = await start()
      const { changeEvents } = world.salesforce
      const first = await startWorker(world)
      const holder = await someoneListens(world)
      await startWorker(world)
      first.child.kill('SIGSTOP')
      const second = await someoneListens(world, holder)
      rename(world, 'Heard by both')
      await expectMirrored(world, 'Heard by both')
      first.child.kill('SIGCONT')
      await eventually(() => expect(changeEvents.waiting).toBe(1), PATIENCE_MS)
      expect(await listener(world)).toBe(second)
      const { rows } = await world.client.query('select count(*)::int as hints from webhook_inbox')
      expect(rows).toEqual([{ hints: 1 }])
    },
    A_SCENARIO_MS,
  )

  test(
    'one that is asked to stop hangs up and ends, although the org has nothing to say',
    async () => {
      const world = await start()
      const worker = await startWorker(world)
      await someoneListens(world)
      await eventually(() => expect(world.salesforce.changeEvents.waiting).toBe(1))
      worker.child.kill('SIGTERM')
      expect(await worker.ended).toEqual({ code: 0, signal: null })
      expect(world.salesforce.changeEvents.waiting).toBe(0)
      expect(await listener(world)).toBeNull()
    },
    A_SCENARIO_MS,
  )
})
