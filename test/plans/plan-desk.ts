import { randomUUID } from 'node:crypto'
import type { WorkspaceTx } from '../../server/db/database.ts'
import type { AppOptions } from '../../server/http/app.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import type { PlanDraftView, PlanList, SimulationView } from '../../shared/contract/plan-api.ts'
import type { UserRole } from '../../shared/partner/roles.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type Browser, type Reply, type TestApp, startTestApp } from '../support/test-app.ts'
import { type DatabaseKind, openTestDatabase } from '../support/test-database.ts'

/** The application with the demo programme at a fixed time, and people who work on plans over HTTP. */
export interface PlanDesk {
  app: TestApp
  tenant: Tenant
  /** On PostgreSQL: where other processes find the same database. */
  databaseUrl: string | undefined
  /** Business time; move it by assignment. */
  clock: { today: Date }
  inWorkspace<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  person(roles: readonly UserRole[], email?: string): Promise<PlanPerson>
  /** Of the referral programme, or of another one. */
  programme(name?: string): Promise<PlanList['plans'][number]>
  close(): Promise<void>
}

export interface PlanPerson {
  id: string
  browser: Browser
  /** A change that must succeed; answers the draft. */
  change(method: string, path: string, body?: object): Promise<PlanDraftView>
  /** A change that must be refused. */
  refused(method: string, path: string, body?: object): Promise<{ status: number; detail: string }>
  attempt(method: string, path: string, body?: object): Promise<Reply>
  draft(draftId: string): Promise<PlanDraftView>
  simulation(simulationId: string): Promise<SimulationView>
}

export const TODAY = new Date('2026-11-21T12:00:00.000Z')
let nextPortal = 880_001

export async function openPlanDesk(
  kind: DatabaseKind = 'pglite',
  options: AppOptions = {},
): Promise<PlanDesk> {
  const opened = await openTestDatabase(kind)
  const clock = { today: TODAY }
  const app = await startTestApp({}, { db: opened.database, clock: { now: () => clock.today } }, options)
  const tenant = await seedTenant(app.context, String(nextPortal++))
  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>) =>
    app.context.db.inWorkspace(tenant.workspaceId, work)
  await inWorkspace((tx) => seedProgramme(tx, { now: TODAY, newId: app.context.newId }))
  const person = async (roles: readonly UserRole[], email?: string): Promise<PlanPerson> => {
    const seeded = await tenant.person(roles)
    const browser = await app.signIn(seeded)
    // After signing in, which fills in the address that the CRM says.
    await inWorkspace((tx) =>
      tx.db
        .updateTable('app_user')
        .set({ email: email ?? null })
        .where('id', '=', seeded.id)
        .execute(),
    )
    const attempt = (method: string, path: string, body: object = {}) =>
      browser.change(method, path, { idempotencyKey: randomUUID(), ...body })
    const read = async <T>(path: string): Promise<T> => {
      const reply = await browser.get(path)
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`)
      // The server checks each reply against the contract outside of production.
      return reply.json() as T
    }
    return {
      id: seeded.id,
      browser,
      attempt,
      async change(method, path, body) {
        const reply = await attempt(method, path, body)
        if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
        return reply.json() as PlanDraftView
      },
      async refused(method, path, body) {
        const reply = await attempt(method, path, body)
        if (reply.status === 200) throw new Error(`${method} ${path} was not refused`)
        const { detail } = reply.json() as { detail: string }
        return { status: reply.status, detail }
      },
      draft: (draftId) => read(`/v1/console/plan-drafts/${draftId}`),
      simulation: (simulationId) => read(`/v1/console/simulations/${simulationId}`),
    }
  }
  const reader = await person(['finance'])
  return {
    app,
    tenant,
    databaseUrl: opened.url,
    clock,
    inWorkspace,
    person,
    async programme(name = 'Referral programme') {
      const reply = await reader.browser.get('/v1/console/plans')
      if (reply.status !== 200) throw new Error(reply.text)
      const found = (reply.json() as PlanList).plans.find(({ programme }) => programme.name === name)
      if (!found) throw new Error(`there is no ${name}`)
      return found
    },
    async close() {
      await app.close()
      await opened.close()
    },
  }
}

/** Acknowledges every warning that is open. */
export async function acknowledgeAll(person: PlanPerson, draft: PlanDraftView): Promise<PlanDraftView> {
  let latest = draft
  for (const { id, severity, acknowledged } of draft.findings) {
    if (severity !== 'warning' || acknowledged) continue
    latest = await person.change('POST', `/v1/console/plan-drafts/${draft.id}/acknowledge`, {
      findingId: id,
      reason: 'It is meant so',
    })
  }
  return latest
}

/** A copy of the referral programme's newest version with other terms, proposed by `author`. */
export async function proposed(
  desk: PlanDesk,
  author: PlanPerson,
  change: Record<string, unknown>,
): Promise<PlanDraftView> {
  const { programme, versions } = await desk.programme()
  const created = await author.change('POST', '/v1/console/plan-drafts', {
    programmeId: programme.id,
    basedOn: versions[0]?.id ?? null,
  })
  const path = `/v1/console/plan-drafts/${created.id}`
  const saved = await author.change('PUT', path, {
    revision: created.revision,
    terms: { ...created.terms, ...change },
  })
  const known = await acknowledgeAll(author, saved)
  return author.change('POST', `${path}/propose`, { revision: known.revision })
}
