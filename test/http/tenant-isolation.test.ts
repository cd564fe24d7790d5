import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Crm } from '../../connectors/crm.port.ts'
import type { Route } from '../../server/http/route.ts'
import { routes } from '../../server/http/routes.ts'
import { USER_ROLES } from '../../shared/partner/roles.ts'
import { type RecordIds, seedRecords } from '../support/seed-records.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type Browser, type CardPerson, type Reply, type TestApp, startTestApp } from '../support/test-app.ts'
import { validBody } from '../support/valid-body.ts'

const FOREIGN = 'Foreign secret'

let app: TestApp
let own: Tenant
let foreign: Tenant
let asker: CardPerson
let browser: Browser
let foreignIds: RecordIds
let foreignRows: string

beforeAll(async () => {
  // The CRM of either tenant knows no deal that the mirror does not hold, and offers no fields. No more of the port is asked.
  const crm: Pick<Crm, 'findDeals' | 'dealFieldChoices'> = {
    findDeals: () => Promise.reject(new Error('not reachable in this test')),
    dealFieldChoices: async () => [],
  }
  const crmFor = async () => crm as Crm
  app = await startTestApp({}, { crmFor })
  own = await seedTenant(app.context, '1111')
  foreign = await seedTenant(app.context, '2222', FOREIGN)
  asker = await own.person(USER_ROLES)
  browser = await app.signIn(asker)
  foreignIds = await seedRecords(app.context, foreign, FOREIGN)
  foreignRows = await everyRow(foreign)
})
afterAll(() => app.close())

/** Everything that a workspace holds, as text. */
function everyRow(tenant: Tenant): Promise<string> {
  return app.context.db.inWorkspace(tenant.workspaceId, async ({ db }) => {
    const tables = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select')
      order by 1`.execute(db)
    const dumps: string[] = []
    for (const { name } of tables.rows) {
      const rows = await sql<{
        row: string
      }>`select t::text as row from ${sql.table(name)} t order by 1`.execute(db)
      dumps.push(name, ...rows.rows.map(({ row }) => row))
    }
    return dumps.join('\n')
  })
}

async function ask(route: Route, inPath: RecordIds, inBody: RecordIds): Promise<Reply> {
  const [pathIds, bodyIds] = [named(route, inPath), named(route, inBody)]
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const id: string | undefined = pathIds[z.enum(Object.keys(pathIds)).parse(name) as keyof RecordIds]
    if (!id) throw new Error(`the address has an id named ${name}: seed a row of it in seed-records.ts`)
    return id
  })
  const whole = path + neededQuery(route)
  const body = route.body && validBody(route.body, bodyIds)
  if (route.access === 'card') return app.card(asker, route.method.toUpperCase(), whole, body)
  // Signing out ends a session of its own, not the one that the other tests go on with.
  const { get, change } = route.operationId === 'signOut' ? await app.signIn(asker) : browser
  return route.method === 'get' ? get(whole) : change(route.method.toUpperCase(), whole, body)
}

/** Statements need a period. */
function neededQuery(route: Route): string {
  if (!route.query || route.query.safeParse({}).success) return ''
  const days = { from: '2026-01-01', to: '2026-12-31' }
  const period = route.query.safeParse(days).success ? days : { from: '2026-01', to: '2026-12' }
  return `?${new URLSearchParams(period)}`
}

const unknownIds = (): RecordIds => ({
  dealId: '99999999',
  creditId: randomUUID(),
  registrationId: randomUUID(),
  partnerId: randomUUID(),
  batchId: randomUUID(),
  itemId: randomUUID(),
  connectionId: randomUUID(),
  outboxId: randomUUID(),
  dealRowId: randomUUID(),
  eventId: randomUUID(),
  keyId: randomUUID(),
  userId: randomUUID(),
  programmeId: randomUUID(),
  versionId: randomUUID(),
  draftId: randomUUID(),
  simulationId: randomUUID(),
  lineId: randomUUID(),
  disputeId: randomUUID(),
  month: '1999-04',
  rateKey: 'EUR-USD-1899-04-01',
})

/** In the console, a deal is named by our own id. */
const named = (route: Route, ids: RecordIds): RecordIds =>
  route.access === 'console' ? { ...ids, dealId: ids.dealRowId } : ids

const freshOwn = () => seedRecords(app.context, own, 'Our own')
const namesOf = (route: Route): string[] => [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
const idsInBody = (route: Route): boolean =>
  route.body !== undefined &&
  /"(partnerId|partnerIds|itemId|dealId|programmeId)"/.test(
    JSON.stringify(z.toJSONSchema(route.body, { io: 'input' })),
  )

const problemWithoutId = (reply: Reply): unknown => {
  const { requestId: _ours, ...problem } = z.record(z.string(), z.unknown()).parse(reply.json())
  return problem
}

function expectNothingForeign(reply: Reply): void {
  expect(reply.text).not.toContain(FOREIGN)
  for (const id of Object.values(foreignIds)) {
    expect(reply.text.includes(id), `${id} in ${reply.text.slice(0, 300)}`).toBe(false)
  }
}

test('there are routes to try, of both kinds', () => {
  expect(routes.filter((route) => route.access === 'card').length).toBeGreaterThan(5)
  expect(routes.filter((route) => route.access === 'console').length).toBeGreaterThan(5)
})

describe.each(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    test('answers somebody whose own records it names', async () => {
      const ids = await freshOwn()
      const reply = await ask(route, ids, ids)
      expect([200, 409, 422], reply.text).toContain(reply.status)
      expectNothingForeign(reply)
    })

    if (namesOf(route).length > 0)
      test("treats another workspace's ids like ids that do not exist", async () => {
        const ids = await freshOwn()
        const stranger = await ask(route, foreignIds, ids)
        const unknown = await ask(route, unknownIds(), ids)
        expect([stranger.status, unknown.status], stranger.text).toEqual([404, 404])
        expect(problemWithoutId(stranger)).toEqual(problemWithoutId(unknown))
      })

    if (namesOf(route).length > 1)
      test("refuses another workspace's id below an own one", async () => {
        const ids = await freshOwn()
        for (const name of namesOf(route).slice(1)) {
          const reply = await ask(route, { ...ids, [name]: foreignIds[name as keyof RecordIds] }, ids)
          expect(reply.status, reply.text).toBe(404)
        }
      })

    if (idsInBody(route))
      test("refuses another workspace's ids in the body", async () => {
        const reply = await ask(route, await freshOwn(), foreignIds)
        expect([404, 422], reply.text).toContain(reply.status)
        expectNothingForeign(reply)
      })

    test('is closed to whoever is not signed in', async () => {
      const path = route.path.replaceAll(/:\w+/g, randomUUID())
      const reply = await app.send(route.method.toUpperCase(), path, {
        headers: { origin: 'https://desk.test', 'content-type': 'application/json' },
        ...(route.method === 'get' ? {} : { body: '{}' }),
      })
      expect(reply.status).toBe(401)
    })
  },
)

test('after all of it the other workspace is as it was', async () => {
  expect(foreignRows).toContain(FOREIGN)
  expect(await everyRow(foreign)).toBe(foreignRows)
})
