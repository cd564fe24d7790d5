import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type CardPerson, type TestApp, startTestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant
let person: CardPerson

beforeAll(async () => {
  app = await startTestApp()
  tenant = await seedTenant(app.context, '4242')
  person = await tenant.person(['rep'])
})
afterAll(() => app.close())

const TICKET = '/v1/card/console-ticket'
const ask = (body: object, by = person) => app.card(by, 'POST', TICKET, body)

const effects = (): Promise<number> =>
  app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
    const rows = await tx.db.selectFrom('console_ticket').select('ticket_hash').execute()
    return rows.length
  })

test('the same key with the same body has one effect and gives the first answer again', async () => {
  const before = await effects()
  const body = { idempotencyKey: randomUUID(), path: '/payouts' }
  const first = await ask(body)
  const second = await ask({ path: '/payouts', idempotencyKey: body.idempotencyKey })
  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.json()).toEqual(first.json())
  expect(await effects()).toBe(before + 1)
})

test('the same key with another body is refused and changes nothing', async () => {
  const idempotencyKey = randomUUID()
  const first = await ask({ idempotencyKey, path: '/payouts' })
  const before = await effects()
  const other = await ask({ idempotencyKey, path: '/partners' })
  expect(other.status).toBe(409)
  expect(other.json()).toMatchObject({ code: 'idempotency_conflict' })
  expect(await effects()).toBe(before)
  expect((await ask({ idempotencyKey, path: '/payouts' })).json()).toEqual(first.json())
})

test('repeats that arrive at once wait for the first one and get its answer', async () => {
  const before = await effects()
  const body = { idempotencyKey: randomUUID(), path: '/deals' }
  // Each is signed at another instant, or it would be a replay.
  const replies = await Promise.all(
    [0, 1, 2, 3, 4].map((later) => {
      const parts = app.signed(person, 'POST', TICKET, body, Date.now() + later)
      return app.send('POST', parts.path, parts)
    }),
  )
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200])
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
  expect(await effects()).toBe(before + 1)
})

test("one person's key means nothing for another person", async () => {
  const body = { idempotencyKey: randomUUID(), path: '/payouts' }
  const other = await tenant.person(['rep'])
  expect((await ask(body)).json()).not.toEqual((await ask(body, other)).json())
})

test('a refused request leaves its key free', async () => {
  const idempotencyKey = randomUUID()
  expect((await ask({ idempotencyKey, path: 'nowhere' })).status).toBe(400)
  expect((await ask({ idempotencyKey, path: '/' })).status).toBe(200)
})

test('an answer that carries a secret is kept sealed', async () => {
  const body = { idempotencyKey: randomUUID(), path: '/' }
  const { url } = (await ask(body)).json() as { url: string }
  const ticket = new URL(url).searchParams.get('ticket') ?? ''
  const kept = await app.context.db.inWorkspace(tenant.workspaceId, (tx) =>
    tx.db
      .selectFrom('idempotent_request')
      .select('response')
      .where('key', '=', body.idempotencyKey)
      .executeTakeFirstOrThrow(),
  )
  expect(ticket).toHaveLength(43)
  expect(JSON.stringify(kept.response)).not.toContain(ticket)
})
