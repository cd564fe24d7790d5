import type { Request } from 'express'
import { singleParameters, verifySignatureV3 } from '../../connectors/hubspot/signature.ts'
import { routeOfAccount } from '../db/connection-store.ts'
import { resolveCrmUser, rolesOf } from '../db/user-store.ts'
import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import type { Caller } from './caller.ts'
import { rawBody } from './request-parts.ts'

/** What HubSpot adds to a card's query. The rest of the query is the card's own. */
const IDENTITY_PARAMETERS = new Set(['portalId', 'userId', 'userEmail', 'appId'])
/** A signature is good for five minutes either side of its instant; it is remembered a little longer. */
const REMEMBER_MS = 6 * 60_000

/**
 * Who asks through a HubSpot card: (portal, user) from the address that HubSpot signed, and nothing else. The
 * address is the configured one with the raw path and query, never one that a header names.
 */
export async function cardCaller(context: Context, request: Request): Promise<Caller> {
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
  if (!genuine || !signature) throw unsigned('the signature is missing, wrong or stale')
  const parameters = singleParameters(url)
  const portalId = parameters?.get('portalId')
  const userId = parameters?.get('userId')
  if (!parameters || !isNumber(portalId) || !isNumber(userId))
    throw unsigned('the identity is missing or ambiguous')
  const appId = parameters.get('appId')
  if (appId !== undefined && hubspot.appId !== null && appId !== hubspot.appId)
    throw unsigned('signed for another app')

  const connection = await context.db.inSystem((tx) => routeOfAccount(tx, 'hubspot', portalId))
  if (!connection) {
    throw new Refusal(
      'unauthenticated',
      'This HubSpot account is not connected to Partner Desk. A HubSpot admin can install the app again.',
    )
  }
  const email = parameters.get('userEmail') ?? null
  return {
    workspaceId: connection.workspaceId,
    query: Object.fromEntries([...parameters].filter(([name]) => !IDENTITY_PARAMETERS.has(name))),
    async identify(tx) {
      const hint = { name: email?.split('@')[0] || null, email }
      const user = await resolveCrmUser(tx, connection.connectionId, userId, hint)
      const roles = await rolesOf(tx, user.id)
      return { actor: { userId: user.id, name: user.name, roles, connectionId: connection.connectionId } }
    },
    refuseRepeat: (tx) => refuseUsed(tx, signature),
    spend: (tx) => spend(tx, signature, new Date(Number(timestamp) + REMEMBER_MS)),
  }
}

/** One sentence for every reason: a forger learns nothing. The reason goes to the log. */
const unsigned = (reason: string): Refusal =>
  new Refusal('unauthenticated', 'The request does not come from HubSpot, or too late.', { cause: reason })

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,20}$/.test(text)

const usedBefore = (): Refusal => unsigned('the signature was used before')

async function refuseUsed(tx: WorkspaceTx, signature: string): Promise<void> {
  const used = await tx.db
    .selectFrom('used_signature')
    .select('signature')
    .where('signature', '=', signature)
    .executeTakeFirst()
  if (used) throw usedBefore()
}

/** A second request with the same signature waits here for the first, and is refused unless that one failed. */
async function spend(tx: WorkspaceTx, signature: string, expiresAt: Date): Promise<void> {
  const spent = await tx.db
    .insertInto('used_signature')
    .values({ workspace_id: tx.workspaceId, signature, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('signature')
    .executeTakeFirst()
  if (!spent) throw usedBefore()
}
