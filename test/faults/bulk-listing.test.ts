import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type OrgWorkers, openOrgWorkers } from './org-workers.ts'
import { kill, type ProductProcess, runProduct } from './product-process.ts'

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/13`
const A_SCENARIO_MS = 90_000
const PATIENCE_MS = 60_000
const DEALS = 4_500

let world: OrgWorkers
const workers: ProductProcess[] = []
afterEach(async () => {
  for (const worker of workers.splice(0)) await kill(worker)
  await world.close()
})

/** Names have line breaks, quotes and commas; the result of a job comes in three pages, each followed by one without rows. */
async function start(): Promise<void> {
  world = await openOrgWorkers(redisUrl, {
    seed(org) {
      const at = new Date(Date.now() - 86_400_000)
      const account = org.createAccount({ Name: 'Acme' }, { at })
      for (let number = 1; number <= DEALS; number++) {
        const Name = `Deal\n"${number}",\r\nof Acme`
        org.createOpportunity({ Name, Amount: `${number}.25`, AccountId: account.id }, { at })
      }
    },
  })
  Object.assign(world.salesforce.bulkJobs, { pageCap: 1_700, emptyPages: true })
}

function startWorker(extra: Record<string, string> = {}): ProductProcess {
  const worker = runProduct(['server/main.ts'], { ...world.settings, ...extra, ROLE: 'worker' })
  workers.push(worker)
  return worker
}

async function mirrored(): Promise<string[]> {
  const { rows } = await world.client.query<{ deal: string }>(
    `select concat_ws(' ', external_id, name, amount_minor, currency, state) as deal from deal order by external_id`,
  )
  return rows.map(({ deal }) => deal)
}

const inOrg = (): string[] =>
  [...world.salesforce.org.active('Opportunity')]
    .map(({ id, values }) => `${id} ${String(values['Name'])} ${Number(values['Amount']) * 100} USD active`)
    .sort()

async function place(): Promise<string> {
  const { rows } = await world.client.query<{ place: string }>(
    `select resume_after as place from sync_state where object = 'deal'`,
  )
  return rows[0]?.place ?? ''
}

const jobIn = (text: string): string => /"job":"(\w+)"/.exec(text)?.[1] ?? ''

describe.skipIf(missing)('a worker that is killed in the middle of a listing by Bulk API', () => {
  test.each([
    {
      what: 'is followed by one that goes on in the same result',
      between: async () => undefined,
      jobs: 1,
    },
    {
      what: 'is followed by one that lists anew when the result is gone',
      between: async () => world.salesforce.bulkJobs.remove(jobIn(await place())),
      jobs: 2,
    },
    {
      what: 'is followed by one that lists anew when Salesforce does not know the place in it any more',
      async between() {
        const elsewhere = (await place()).replace(/"locator":("[^"]+"|null)/, '"locator":"bm9uc2Vuc2U"')
        expect(elsewhere).not.toBe(await place())
        await world.client.query(`update sync_state set resume_after = $1 where object = 'deal'`, [elsewhere])
      },
      jobs: 2,
    },
  ])(
    '$what, and nothing is lost',
    async ({ between, jobs }) => {
      await start()
      const { calls } = world.salesforce
      await world.askForSync(true)
      const first = startWorker({ CRASH_AT: 'sync.connection:page#2' })
      expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
      const before = (await mirrored()).length
      expect(before).toBeGreaterThan(0)
      expect(before).toBeLessThan(DEALS)
      expect(await place()).toContain('"phase":"bulk"')
      await between()

      startWorker()
      await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
      expect(await mirrored()).toEqual(inOrg())
      expect(calls.count('bulk.create')).toBe(jobs)
      const { rows } = await world.client.query(
        'select resume_run, changed_since is null as never from sync_state',
      )
      expect(rows).toEqual(Array(2).fill({ resume_run: null, never: false }))
      expect(await world.connection()).toMatchObject({ status: 'connected' })
    },
    A_SCENARIO_MS,
  )
})
