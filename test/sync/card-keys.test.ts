import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { CrmError } from '../../connectors/crm.port.ts'
import type { CardKeyDelivery } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../../server/context.ts'
import { crmWords } from '../../server/crm-words.ts'
import { type CardKey, cardKeysOf, findCardKey } from '../../server/db/card-key-store.ts'
import { handOverCardKey } from '../../server/jobs/handlers/card-key.ts'
import { pollOnce } from '../../server/jobs/polling.ts'
import { readConnections } from '../../server/read/connections.ts'
import { askForCardKey } from '../../server/workflows/card-keys.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'

let world: OrgWorld
afterEach(() => world.close())

async function start(): Promise<OrgWorld> {
  world = await startOrgWorld()
  return world
}

const inWorld = <T>(work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)
const keys = (): Promise<CardKey[]> => inWorld((tx) => cardKeysOf(tx, world.connectionId))

function deliver(replaces: string | null, context: Context = world.context): Promise<void> {
  return handOverCardKey({
    context,
    workspaceId: world.workspaceId,
    outboxId: context.newId(),
    payload: { connectionId: world.connectionId, replaces },
    signal: new AbortController().signal,
    stillWorking: async () => undefined,
  })
}

/** What was asked for and is not done. */
const asked = () =>
  inWorld(async (tx) => {
    const rows = await tx.db
      .selectFrom('outbox')
      .select('payload')
      .where('topic', '=', 'card.key')
      .where('done_at', 'is', null)
      .execute()
    return rows.map(({ payload }) => payload)
  })
const allDone = () => inWorld((tx) => sql`update outbox set done_at = now()`.execute(tx.db))
const problem = () =>
  inWorld(
    async (tx) =>
      (await readConnections(tx, crmWords(world.context), world.context.crmKinds)).connections[0]?.problem,
  )

/** Whether a card that signs with what the org holds now would be let in. */
async function orgIsLetIn(): Promise<boolean> {
  const held = world.salesforce.cardKeys.current
  if (!held) return false
  const known = await world.context.db.inSystem((tx) => findCardKey(tx, world.context.vault, held.keyId))
  const good = known && (known.acceptedUntil === null || known.acceptedUntil > new Date())
  return Boolean(good && known.secret.toString('base64') === held.key)
}

/** The same product, whose adapter's delivery goes wrong in some way. */
function withDelivery(deliverCardKey: (real: CardKeyDelivery['deliverCardKey']) => CardKeyDelivery): Context {
  const { context } = world
  return {
    ...context,
    async crmFor(...connection) {
      const crm = await context.crmFor(...connection)
      if (!('deliverCardKey' in crm)) throw new Error('the adapter takes keys')
      const real = (crm as typeof crm & CardKeyDelivery).deliverCardKey.bind(crm)
      return Object.assign(Object.create(crm) as typeof crm, deliverCardKey(real))
    },
  }
}

test('an org gets a key of 32 bytes, and only it knows the key in clear', async () => {
  await start()
  await deliver(null)
  const [key, ...more] = await keys()
  expect(more).toEqual([])
  expect(world.salesforce.cardKeys.all()).toMatchObject([{ keyId: key?.keyId }])
  const secret = world.salesforce.cardKeys.current?.key ?? ''
  expect(Buffer.from(secret, 'base64')).toHaveLength(32)
  expect(await orgIsLetIn()).toBe(true)
  const rows = await inWorld((tx) => tx.db.selectFrom('connection_card_key').selectAll().execute())
  expect(JSON.stringify(rows)).not.toContain(secret)
})

test('a repeated delivery of what is there already makes no other key', async () => {
  await start()
  await deliver(null)
  await deliver(null)
  expect(world.salesforce.cardKeys.all()).toHaveLength(1)
})

test('a new key takes over at once, and what the old one signed just before is still good', async () => {
  await start()
  await deliver(null)
  const [old] = await keys()
  await deliver(old?.keyId ?? null)
  const [current, previous] = await keys()
  expect(world.salesforce.cardKeys.current?.keyId).toBe(current?.keyId)
  expect(current).toMatchObject({ acceptedUntil: null, deliveredAt: expect.any(Date) })
  expect(previous?.keyId).toBe(old?.keyId)
  const staysMs = (previous?.acceptedUntil?.getTime() ?? 0) - Date.now()
  expect(staysMs).toBeGreaterThan(9 * 60_000)
  expect(staysMs).toBeLessThanOrEqual(10 * 60_000)
})

test.each([
  ['a process that dies after the org has the new key', 'after'],
  ['an answer that is lost', 'lost'],
] as const)('%s leaves the cards able to sign in, and the next try ends with one key', async (_what, how) => {
  await start()
  await deliver(null)
  const [old] = await keys()
  const failing = withDelivery((real) => ({
    async deliverCardKey(key) {
      await real(key)
      throw how === 'after' ? new Error('killed') : new CrmError('unavailable', 'no answer')
    },
  }))
  await expect(deliver(old?.keyId ?? null, failing)).rejects.toThrow()
  expect(world.salesforce.cardKeys.current?.keyId).not.toBe(old?.keyId)
  expect(await orgIsLetIn()).toBe(true)

  await deliver(old?.keyId ?? null)
  expect(await orgIsLetIn()).toBe(true)
  const good = (await keys()).filter(({ acceptedUntil }) => acceptedUntil === null)
  expect(good.map(({ keyId }) => keyId)).toEqual([world.salesforce.cardKeys.current?.keyId])
  expect(new Set(world.salesforce.cardKeys.all().map(({ keyId }) => keyId)).size).toBe(2)
})

test('an org that cannot be reached goes on with its old key', async () => {
  await start()
  await deliver(null)
  const [old] = await keys()
  const unreachable = withDelivery(() => ({
    deliverCardKey: () => Promise.reject(new CrmError('unavailable', 'no answer')),
  }))
  await expect(deliver(old?.keyId ?? null, unreachable)).rejects.toMatchObject({ code: 'unavailable' })
  expect(world.salesforce.cardKeys.current?.keyId).toBe(old?.keyId)
  expect(await orgIsLetIn()).toBe(true)
  expect(await problem()).toBeNull()
})

test('a delivery so slow that another key came after it does not lock the cards out', async () => {
  await start()
  const slow = withDelivery((real) => ({
    async deliverCardKey(key) {
      await deliver(null)
      const [first] = await keys()
      await deliver(first?.keyId ?? null)
      await real(key)
    },
  }))
  await deliver(null, slow)
  expect(await orgIsLetIn()).toBe(true)
  const [newest] = await keys()
  expect(world.salesforce.cardKeys.current?.keyId).not.toBe(newest?.keyId)
  expect(await asked()).toEqual([{ connectionId: world.connectionId, replaces: newest?.keyId }])
  await deliver(newest?.keyId ?? null)
  expect(await orgIsLetIn()).toBe(true)
})

test.each([
  ['without the package', { packageInstalled: false }, 'package is not installed'],
  ['without the permission', { integrationPermitted: false }, 'assigns the permission set'],
])('an org %s: the connection says what to do, and works once it is done', async (_what, settings, words) => {
  await start()
  const before = { ...world.salesforce.org.settings }
  Object.assign(world.salesforce.org.settings, settings)
  await deliver(null)
  expect(await problem()).toContain(words)
  expect(await problem()).toContain('The cards in Salesforce do not work yet')

  Object.assign(world.salesforce.org.settings, before)
  await pollOnce(world.context)
  expect(await asked()).toEqual([])
  await inWorld((tx) =>
    sql`update connection_card_key set tried_at = now() - interval '31 minutes'`.execute(tx.db),
  )
  await pollOnce(world.context)
  expect(await asked()).toHaveLength(1)
  await deliver(null)
  expect(await problem()).toBeNull()
  expect(await orgIsLetIn()).toBe(true)
})

test('polling asks for the first key, and for the next one after 90 days, once each', async () => {
  await start()
  await pollOnce(world.context)
  await pollOnce(world.context)
  expect(await asked()).toEqual([{ connectionId: world.connectionId, replaces: null }])
  await deliver(null)
  await allDone()
  const age = (interval: string) =>
    inWorld((tx) =>
      sql`update connection_card_key set delivered_at = now() - ${interval}::interval`.execute(tx.db),
    )
  await age('89 days')
  await pollOnce(world.context)
  expect(await asked()).toEqual([])
  await age('91 days')
  await pollOnce(world.context)
  const [key] = await keys()
  expect(await asked()).toEqual([{ connectionId: world.connectionId, replaces: key?.keyId }])
})

test('keys that ended long ago are forgotten', async () => {
  await start()
  await deliver(null)
  const [first] = await keys()
  await deliver(first?.keyId ?? null)
  await inWorld((tx) =>
    sql`update connection_card_key set accepted_until = now() - interval '2 days'
      where accepted_until is not null`.execute(tx.db),
  )
  const [second] = await keys()
  await deliver(second?.keyId ?? null)
  expect((await keys()).map(({ keyId }) => keyId)).not.toContain(first?.keyId)
})

test('a request for a key is part of the transaction that makes it', async () => {
  await start()
  const failed = inWorld(async (tx) => {
    await askForCardKey(tx, world.connectionId)
    throw new Error('undone')
  })
  await expect(failed).rejects.toThrow('undone')
  expect(await asked()).toEqual([])
})
