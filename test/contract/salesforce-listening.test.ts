import { afterEach, describe, expect, test } from 'vitest'
import type { CrmCredentials } from '../../connectors/crm-kind.port.ts'
import { type ChangeHint, CrmError } from '../../connectors/crm.port.ts'
import { eventually } from '../support/eventually.ts'
import { type SalesforceBench, startSalesforceBench } from '../support/salesforce-bench.ts'

/** `Crm.listen` over the simulated org's CometD. Nothing else of the API is asked meanwhile. */

let bench: SalesforceBench
const stopping: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop()
  await bench.close()
})

async function start(changeDataCapture = true): Promise<void> {
  bench = await startSalesforceBench({ org: { changeDataCapture } })
}

interface Heard {
  hints: ChangeHint[]
  resume: string | null
  /** How often the org agreed to tell. */
  sessions: number
  /** How the listening ended. */
  ended: Promise<'stopped' | { code: string | undefined; text: string }>
  stop(): Promise<void>
}

function listen(
  options: {
    resume?: string | null
    quietMs?: number
    credentials?: CrmCredentials
    keep?: (hints: readonly ChangeHint[]) => Promise<void>
  } = {},
): Heard {
  const { resume = null, keep, ...adapter } = options
  const stopped = new AbortController()
  const heard: Heard = {
    hints: [],
    resume,
    sessions: 0,
    ended: bench
      .open(adapter)
      .listen({
        signal: stopped.signal,
        resume,
        onReady: () => void heard.sessions++,
        async onHints(hints, reached) {
          await keep?.(hints)
          heard.hints.push(...hints)
          heard.resume = reached
        },
      })
      .then(
        () => 'stopped' as const,
        (error: unknown) => ({
          code: error instanceof CrmError ? error.code : undefined,
          text: error instanceof Error ? error.message : String(error),
        }),
      ),
    async stop() {
      stopped.abort()
      await heard.ended
    },
  }
  stopping.push(heard.stop)
  return heard
}

const ready = (heard: Heard, sessions = 1) =>
  eventually(() => expect(heard.sessions).toBeGreaterThanOrEqual(sessions))
const waiting = (callers = 1) => eventually(() => expect(bench.changeEvents.waiting).toBe(callers))
const dealsOf = ({ hints }: Heard): string[] => hints.flatMap(({ dealIds }) => dealIds)
const hears = (heard: Heard, deals: readonly string[]) =>
  eventually(() => expect(dealsOf(heard)).toEqual(deals))
const deal = (name: string): string => bench.org.createOpportunity({ Name: name }).id

describe('listening', () => {
  test('tells which deals and accounts change, and passes over what we wrote ourselves', async () => {
    await start()
    const heard = listen()
    await ready(heard)
    const account = bench.org.createAccount({ Name: 'Acme' })
    const id = deal('New')
    bench.org.update(id, { Partner_Desk_Partner__c: 'Northwind' })
    bench.org.update(id, { Amount: '7' })
    bench.org.delete(id)
    await hears(heard, [id, id, id])
    expect(heard.hints.map(({ kind }) => kind).toSorted()).toEqual(['CREATE', 'CREATE', 'DELETE', 'UPDATE'])
    expect(heard.hints.flatMap(({ accountIds }) => accountIds)).toEqual([account.id])
    expect(new Set(heard.hints.map(({ dedupeKey }) => dedupeKey)).size).toBe(4)
  })

  test('goes on behind what was last kept, with the same keys for what comes again', async () => {
    await start()
    const first = listen()
    await ready(first)
    const one = deal('One')
    await hears(first, [one])
    const { resume } = first
    const two = deal('Two')
    await hears(first, [one, two])
    await first.stop()
    const three = deal('Three')
    const next = listen({ resume })
    await hears(next, [two, three])
    expect(next.hints[0]?.dedupeKey).toBe(first.hints[1]?.dedupeKey)
  })

  test('begins with what comes where the org no longer knows what was last kept', async () => {
    await start()
    const heard = listen({ resume: JSON.stringify({ '/data/OpportunityChangeEvent': '4711' }) })
    await ready(heard)
    const id = deal('New')
    await hears(heard, [id])
  })

  test('stops at once although the org has nothing to say', async () => {
    await start()
    const heard = listen()
    await waiting()
    await heard.stop()
    expect(await heard.ended).toBe('stopped')
    await waiting(0)
  })

  test('costs the org none of its calls of the day', async () => {
    await start()
    const heard = listen()
    await ready(heard)
    deal('New')
    await eventually(() => expect(heard.hints).toHaveLength(1))
    expect(bench.dailyCalls.used).toBe(0)
  })

  test('ends where hints cannot be kept, and tells them again to the next', async () => {
    await start()
    let away = false
    const first = listen({
      keep: () => (away ? Promise.reject(new Error('no database')) : Promise.resolve()),
    })
    await ready(first)
    const one = deal('One')
    await hears(first, [one])
    away = true
    const two = deal('Two')
    expect(await first.ended).toEqual({ code: undefined, text: 'no database' })
    const next = listen({ resume: first.resume })
    await hears(next, [two])
  })
})

describe('a session', () => {
  test('that hears nothing is given up for another, which hears what was missed', async () => {
    await start()
    const heard = listen({ quietMs: 300 })
    await ready(heard)
    const one = deal('One')
    await hears(heard, [one])
    bench.changeEvents.deafen()
    const two = deal('Two')
    await hears(heard, [one, two])
    expect(heard.sessions).toBeGreaterThan(1)
    expect(bench.changeEvents.waiting).toBeLessThanOrEqual(1)
  })

  test('whose token ends goes on with a fresh one', async () => {
    await start()
    const { installations } = bench
    installations.addStaticToken('fresh', '005Hp000000Int9IAC')
    const given = installations.install({ userId: '005Hp000000Int9IAC' }).accessToken
    const replaced: string[] = []
    const credentials: CrmCredentials = {
      accessToken: async () => given,
      replace: async (refused) => {
        replaced.push(refused)
        return 'fresh'
      },
    }
    const heard = listen({ credentials })
    await waiting()
    installations.expireAccessTokens()
    const one = deal('One')
    await ready(heard, 2)
    const two = deal('Two')
    await hears(heard, [one, two])
    expect(replaced).toEqual([given])
  })

  test('is not begun again and again where no token is accepted', async () => {
    await start()
    let replaced = 0
    const heard = listen({
      credentials: { accessToken: async () => 'none', replace: async () => `none ${++replaced}` },
    })
    expect(await heard.ended).toMatchObject({ code: 'unauthorized' })
    expect(replaced).toBe(1)
    expect(bench.calls.byKind()['cometd']).toBe(2)
  })

  test('is not begun for ever where the org cannot answer', async () => {
    await start()
    bench.faults.plan('/cometd/', { status: 503 }, { times: 100 })
    const heard = listen()
    expect(await heard.ended).toMatchObject({ code: 'unavailable' })
    expect(bench.slept).toHaveLength(3)
  })

  test('that breaks off in the middle is followed by another', async () => {
    await start()
    const heard = listen()
    await waiting()
    // Once would only be the end of a kept connection.
    bench.faults.plan('/cometd/', { reset: true }, { times: 2 })
    const one = deal('One')
    await ready(heard, 2)
    await hears(heard, [one])
  })
})

test('an org that does not tell of changes says so, with what to do about it, and is asked once', async () => {
  await start(false)
  const heard = listen()
  expect(await heard.ended).toEqual({
    code: 'forbidden',
    text: expect.stringMatching(/does not tell us .*does not exist.* Change Data Capture/),
  })
  expect(bench.calls.byKind()['cometd']).toBe(4)
})
