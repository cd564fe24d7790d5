import { http, type HttpHandler } from 'msw'
import { z } from 'zod'
import { notFound } from './api-refusal.ts'
import { control, refused } from './control-endpoint.ts'
import { controlDealHandlers } from './control-deals.ts'
import { controlMoneyHandlers } from './control-money.ts'
import { objectType, parseBody } from './endpoint.ts'
import type { Fault } from './faults.ts'
import type { Seeding } from './seeding.ts'
import type { Simulator } from './simulator.ts'

/** What the workbench and other processes steer the simulator with. Not part of HubSpot; see DIFFERENCES.md. */
export function controlHandlers(simulator: Simulator, seeding: Seeding): HttpHandler[] {
  const { portal, installations, calls, webhooks, faults, limits } = simulator
  return [
    ...controlDealHandlers(simulator),
    ...controlMoneyHandlers(simulator),
    control('get', '/simulator/state', () => ({
      ...portal.settings,
      app: { appId: installations.app.appId, clientId: installations.app.clientId },
      installed: installations.isInstalled(),
      deals: portal.stores['0-3'].count(),
      companies: portal.stores['0-2'].count(),
      owners: portal.owners.all(),
      pipelines: portal.pipelines,
    })),
    control('get', '/simulator/seed', () => seeding.status()),
    control('get', '/simulator/calls', () => ({
      total: calls.count(),
      byKind: calls.byKind(),
      byStatus: calls.byStatus(),
    })),
    control('delete', '/simulator/calls', () => {
      calls.clear()
      return { total: 0 }
    }),
    control('post', '/simulator/tokens/expire', () => {
      installations.expireAccessTokens()
      return { expired: true }
    }),
    control('post', '/simulator/tokens/static', ({ text }) => {
      const { token, scopes } = parseBody(staticTokenBody, text)
      installations.addStaticToken(token, scopes)
      return { token }
    }),
    control('post', '/simulator/uninstall', () => {
      installations.uninstall()
      return { installed: false }
    }),
    control('post', '/simulator/limits', ({ text }) => {
      const { scale } = parseBody(limitsBody, text)
      limits.set(scale === null ? false : { scale })
      return { scale }
    }),
    control('post', '/simulator/faults', ({ text }) => {
      const { target, times, afterwards, fault } = parseBody(faultBody, text)
      faults.plan(target, fault as Fault, { times, afterwards }) // the schema lists the same shapes
      return { pending: faults.pending() }
    }),
    control('delete', '/simulator/faults', () => {
      faults.clear()
      return { pending: 0 }
    }),
    control('post', '/simulator/webhooks', ({ text }) => {
      webhooks.configure(parseBody(webhookBody, text))
      return { configured: true }
    }),
    control('get', '/simulator/webhooks', () => ({
      pending: webhooks.pending().length,
      deliveries: webhooks.deliveries
        .slice(-50)
        .map(({ events, status }) => ({ events: events.length, status })),
    })),
    control('post', '/simulator/webhooks/deliver', async () => ({
      deliveries: (await webhooks.deliverNow()).map(({ events, status }) => ({
        events: events.length,
        status,
      })),
    })),
    control('post', '/simulator/webhooks/repeat', async () => {
      webhooks.repeat()
      return {
        deliveries: (await webhooks.deliverNow()).map(({ events, status }) => ({
          events: events.length,
          status,
        })),
      }
    }),
    control('post', '/simulator/objects/:type/:id/archive', ({ params }) => {
      portal.archive(objectType(params.type).id, params.id ?? '')
      return { archived: true }
    }),
    control('post', '/simulator/objects/:type/:id/restore', ({ params }) => {
      portal.restore(objectType(params.type).id, params.id ?? '')
      return { archived: false }
    }),
    control('post', '/simulator/objects/:type/merge', ({ params, text }) => {
      const { primaryId, otherId } = parseBody(mergeBody, text)
      return { id: portal.merge(objectType(params.type).id, primaryId, otherId).id }
    }),
    http.all('*/simulator/*', ({ request }) => refused(notFound(new URL(request.url).pathname))),
  ]
}

const staticTokenBody = z.object({ token: z.string().min(1), scopes: z.array(z.string()) })
const limitsBody = z.object({ scale: z.number().positive().nullable() })
const mergeBody = z.object({ primaryId: z.string(), otherId: z.string() })
const webhookBody = z.object({ targetUrl: z.url(), automatic: z.boolean().default(true) })
const retryAfterSeconds = z.number().int().nonnegative().optional()
const faultBody = z.object({
  target: z.string(),
  times: z.number().int().positive().default(1),
  afterwards: z.boolean().default(false),
  fault: z.union([
    z.object({ status: z.union([z.literal(429), z.literal(477)]), retryAfterSeconds }),
    z.object({ status: z.union([401, 403, 423, 500, 502].map((status) => z.literal(status))) }),
    z.object({ hang: z.literal(true) }),
    z.object({ reset: z.literal(true) }),
  ]),
})
