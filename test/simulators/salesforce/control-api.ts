import type { HttpHandler } from 'msw'
import { z } from 'zod'
import type { Seeding } from '../hubspot/seeding.ts'
import { controlHandler } from './control-endpoint.ts'
import { controlRecordEndpoints, stageNames } from './control-records.ts'
import { integrationUserId } from './demo-people.ts'
import type { Fault } from './faults.ts'
import { parseBody } from './parse-body.ts'
import { textOf } from './record.ts'
import type { Simulator } from './simulator.ts'
import { JsonNumber } from './wire-json.ts'

/** The bodies' numbers keep their digits; these are small. */
function numberOf(value: unknown): unknown {
  return value instanceof JsonNumber ? Number(value.text) : value
}

const number = z.preprocess(numberOf, z.number())
const settingsBody = z
  .object({
    name: z.string(),
    namespace: z.string(),
    packageInstalled: z.boolean(),
    integrationPermitted: z.boolean(),
    exponents: z.boolean(),
    instanceUrl: z.string().nullable(),
    isSandbox: z.boolean(),
    timeZone: z.string(),
    changeDataCapture: z.boolean(),
  })
  .partial()
const staticTokenBody = z.object({ token: z.string().min(1), userId: z.string().default(integrationUserId) })
const refuseBody = z.object({ refuse: z.boolean() })
const stallBody = z.object({ stalled: z.boolean() })
const limitsBody = z.object({ limit: number.optional(), used: number.optional() })
const lockBody = z.object({ id: z.string(), times: number.default(1) })
const transactionBody = z.object({ since: z.iso.datetime().nullable() })
const bulkBody = z.object({
  pollsInProgress: number.optional(),
  pageCap: number.nullable().optional(),
  emptyPages: z.boolean().optional(),
  failNext: z.string().optional(),
})
const faultBody = z.object({
  target: z.string(),
  times: number.default(1),
  afterwards: z.boolean().default(false),
  fault: z.union([
    z.object({ status: z.preprocess(numberOf, z.literal(302)), location: z.string() }),
    z.object({ status: z.preprocess(numberOf, z.literal([401, 403, 500, 502, 503])) }),
    z.object({ error: z.enum(['REQUEST_LIMIT_EXCEEDED', 'UNABLE_TO_LOCK_ROW', 'INVALID_QUERY_LOCATOR']) }),
    z.object({ hang: z.literal(true) }),
    z.object({ reset: z.literal(true) }),
  ]),
})

/** What the workbench and other processes steer the simulator with. Not part of Salesforce; see DIFFERENCES.md. */
export function controlHandlers(simulator: Simulator, seeding: Seeding): HttpHandler[] {
  const { org, installations, calls, faults, dailyCalls, bulkJobs, cursors, rowLocks, cardKeys } = simulator
  return [
    controlHandler([
      ...controlRecordEndpoints(org),
      {
        method: 'GET',
        path: '/state',
        answer: () => ({
          ...org.settings,
          clientId: installations.app.clientId,
          connected: installations.isInstalled(),
          refreshes: installations.refreshCount(),
          dailyCalls: { used: dailyCalls.used, limit: dailyCalls.limit },
          opportunities: org.count('Opportunity'),
          accounts: org.count('Account'),
          users: [...org.store.all('User')].map((user) => ({ id: user.id, name: textOf(user, 'Name') })),
          stages: stageNames(org),
          ...org.visibility.state(),
        }),
      },
      {
        method: 'POST',
        path: '/settings',
        answer: ({ text }) => Object.assign(org.settings, parseBody(settingsBody, text)),
      },
      { method: 'GET', path: '/seed', answer: () => seeding.status() },
      {
        method: 'GET',
        path: '/calls',
        answer: () => ({ total: calls.count(), byKind: calls.byKind(), byStatus: calls.byStatus() }),
      },
      {
        method: 'DELETE',
        path: '/calls',
        answer: () => {
          calls.clear()
          return { total: 0 }
        },
      },
      {
        method: 'POST',
        path: '/tokens/expire',
        answer: () => {
          installations.expireAccessTokens()
          return { expired: true }
        },
      },
      {
        method: 'POST',
        path: '/tokens/refuse',
        answer: ({ text }) => {
          installations.refuseAll = parseBody(refuseBody, text).refuse
          return { refuse: installations.refuseAll }
        },
      },
      {
        method: 'POST',
        path: '/tokens/static',
        answer: ({ text }) => {
          const { token, userId } = parseBody(staticTokenBody, text)
          installations.addStaticToken(token, userId)
          return { token }
        },
      },
      {
        method: 'POST',
        path: '/uninstall',
        answer: () => {
          simulator.uninstallPackage()
          return { packageInstalled: false }
        },
      },
      {
        method: 'POST',
        path: '/limits',
        answer: ({ text }) => {
          const { limit = dailyCalls.limit, used = dailyCalls.used } = parseBody(limitsBody, text)
          Object.assign(dailyCalls, { limit, used })
          return { limit, used }
        },
      },
      {
        method: 'POST',
        path: '/faults',
        answer: ({ text }) => {
          const { target, times, afterwards, fault } = parseBody(faultBody, text)
          faults.plan(target, fault as Fault, { times, afterwards }) // the schema lists the same shapes
          return { pending: faults.pending() }
        },
      },
      {
        method: 'DELETE',
        path: '/faults',
        answer: () => {
          faults.clear()
          rowLocks.release()
          return { pending: 0 }
        },
      },
      {
        method: 'POST',
        path: '/locks',
        answer: ({ text }) => {
          const { id, times } = parseBody(lockBody, text)
          rowLocks.lock(id, times)
          return { id, times }
        },
      },
      {
        method: 'POST',
        path: '/bulk',
        answer: ({ text }) => {
          const { failNext, ...rest } = parseBody(bulkBody, text)
          Object.assign(bulkJobs, rest)
          if (failNext !== undefined) bulkJobs.failNext(failNext)
          const { pollsInProgress, pageCap, emptyPages } = bulkJobs
          return { pollsInProgress, pageCap, emptyPages }
        },
      },
      {
        method: 'POST',
        path: '/cursors/expire',
        answer: () => {
          cursors.expireAll()
          return { expired: true }
        },
      },
      {
        method: 'POST',
        path: '/transaction',
        answer: ({ text }) => {
          const { since } = parseBody(transactionBody, text)
          org.openTransactionSince = since === null ? null : new Date(since)
          return { since }
        },
      },
      {
        method: 'POST',
        path: '/events/stall',
        answer: ({ text }) => {
          simulator.changeEvents.stall(parseBody(stallBody, text).stalled)
          return { stalled: simulator.changeEvents.stalled }
        },
      },
      { method: 'GET', path: '/keys', answer: () => ({ keys: cardKeys.all() }) },
    ]),
  ]
}
