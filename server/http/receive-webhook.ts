import { type HubspotHint, readWebhook } from '../../connectors/hubspot/webhook.ts'
import { verifySignatureV3 } from '../../connectors/hubspot/signature.ts'
import type { Context } from '../context.ts'
import { routeOfAccount } from '../db/connection-store.ts'
import { Refusal } from '../errors.ts'
import { takeHints } from '../workflows/take-hints.ts'
import type { Endpoint } from './endpoint.ts'
import { jsonBody, rawBody } from './request-parts.ts'

/** Hints are in the database, and so is the work to follow them, before HubSpot hears that they arrived. */
export const webhookEndpoint: Endpoint = {
  operationId: 'receiveHubSpotWebhook',
  method: 'post',
  path: '/v1/webhooks/hubspot',
  summary: 'Events of connected HubSpot accounts, signed by HubSpot',
  contentType: 'application/json',
  statuses: {
    200: 'Stored, or about an account that is not connected',
    400: 'Not a delivery of at most 100 events',
    401: 'Not signed by HubSpot within the last five minutes',
  },
  limited: false,
  async handle(context, request, response) {
    const { config, metrics } = context
    const genuine =
      config.hubspot !== null &&
      verifySignatureV3({
        method: request.method,
        url: config.publicUrl + request.originalUrl,
        body: rawBody(request),
        timestamp: request.get('x-hubspot-request-timestamp'),
        signature: request.get('x-hubspot-signature-v3'),
        secret: config.hubspot.clientSecret,
        nowMs: Date.now(),
      })
    if (!genuine) {
      metrics.webhookEvents.inc({ crm: 'hubspot', outcome: 'refused' })
      throw new Refusal('unauthenticated', 'The request does not come from HubSpot, or too late.')
    }
    const hints = readWebhook(jsonBody(request))
    if (!hints) {
      metrics.webhookEvents.inc({ crm: 'hubspot', outcome: 'refused' })
      throw new Refusal('invalid_request', 'The body is not a list of at most 100 HubSpot events.')
    }
    for (const [portalId, own] of Map.groupBy(hints, (hint) => hint.portalId))
      await store(context, portalId, own)
    response.status(200).json({})
  },
}

async function store(context: Context, portalId: string, hints: readonly HubspotHint[]): Promise<void> {
  const { db, metrics, newId } = context
  const count = (outcome: string, events: number) =>
    metrics.webhookEvents.inc({ crm: 'hubspot', outcome }, events)
  const route = await db.inSystem((tx) => routeOfAccount(tx, 'hubspot', portalId))
  if (!route) return count('unknown_account', hints.length)
  const { connectionId } = route
  const rows = hints.map((hint) => ({
    dedupeKey: hint.dedupeKey,
    occurredAt: hint.occurredAt,
    kind: hint.subscriptionType,
    dealIds: hint.dealIds,
    accountIds: hint.companyIds,
  }))
  const stored = await db.inWorkspace(route.workspaceId, (tx) => takeHints(tx, connectionId, rows, newId))
  count('stored', stored)
  count('repeated', hints.length - stored)
}
