import { verifySignatureV3 } from '../../connectors/hubspot/signature.ts'
import { singleParameters } from '../../shared/single-parameters.ts'
import { routeOfAccount } from '../db/connection-store.ts'
import { Refusal } from '../errors.ts'
import { rawBody } from '../http/request-parts.ts'
import { type CardProof, notGenuine } from './card-proof.ts'

/** What HubSpot adds to a card's query. The rest of the query is the card's own. */
const IDENTITY_PARAMETERS = new Set(['portalId', 'userId', 'userEmail', 'appId'])
/** A signature is good for five minutes either side of its instant; it is remembered a little longer. */
const REMEMBER_MS = 6 * 60_000

/**
 * Who asks through a HubSpot card: (portal, user) from the address that HubSpot signed, and nothing else. The
 * address is the configured one with the raw path and query, never one that a header names.
 */
export const hubspotCard: CardProof = {
  header: 'X-HubSpot-Signature-v3',
  scheme: {
    name: 'hubspotSignature',
    description: "HubSpot's signature over method, address, body and X-HubSpot-Request-Timestamp",
  },
  async verify(context, request) {
    const url = context.config.publicUrl + request.originalUrl
    const signature = request.get('x-hubspot-signature-v3')
    const timestamp = request.get('x-hubspot-request-timestamp')
    const { hubspot } = context.config
    const genuine =
      hubspot !== null &&
      verifySignatureV3({
        method: request.method,
        url,
        body: rawBody(request),
        timestamp,
        signature,
        secret: hubspot.clientSecret,
        nowMs: Date.now(),
      })
    if (!genuine || !signature) throw notGenuine('the signature is missing, wrong or stale')
    const parameters = singleParameters(url)
    const portalId = parameters?.get('portalId')
    const userId = parameters?.get('userId')
    if (!parameters || !isNumber(portalId) || !isNumber(userId))
      throw notGenuine('the identity is missing or ambiguous')
    const appId = parameters.get('appId')
    if (appId !== undefined && hubspot.appId !== null && appId !== hubspot.appId)
      throw notGenuine('signed for another app')

    const connection = await context.db.inSystem((tx) => routeOfAccount(tx, 'hubspot', portalId))
    if (!connection) {
      throw new Refusal(
        'unauthenticated',
        'This HubSpot account is not connected to Partner Desk. A HubSpot admin can install the app again.',
      )
    }
    const { workspaceId, connectionId } = connection
    const email = parameters.get('userEmail') ?? null
    return {
      workspaceId,
      connectionId,
      crmUserId: userId,
      hint: { name: email?.split('@')[0] || null, email },
      query: Object.fromEntries([...parameters].filter(([name]) => !IDENTITY_PARAMETERS.has(name))),
      once: { id: signature, forgetAt: new Date(Number(timestamp) + REMEMBER_MS) },
    }
  },
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,20}$/.test(text)
