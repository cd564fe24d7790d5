import { CrmError } from '../../connectors/crm.port.ts'
import type { HubspotCredentials } from '../../connectors/hubspot/hubspot-client.ts'
import { type OAuthApp, refreshTokens } from '../../connectors/hubspot/oauth.ts'
import type { Context } from '../context.ts'
import {
  type Connection,
  type ConnectionTokens,
  findConnection,
  lockTokens,
  markReconnect,
  readTokens,
  saveTokens,
} from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { crashpoint } from '../jobs/crashpoint.ts'

type Dependencies = Pick<Context, 'config' | 'db' | 'vault'>

/** Refreshed this long before the end, so that no call leaves with a token that ends on the way. */
const MARGIN_MS = 60_000

/**
 * The tokens of one HubSpot connection. However many callers and processes find the token expired, HubSpot is
 * asked once: the refresh happens under a lock on the token's row, and the new token is committed before it is used.
 * When HubSpot says that the app is gone, the connection becomes `reconnect` and nobody asks again.
 */
export function hubspotTokens(
  deps: Dependencies,
  workspaceId: string,
  connection: Connection,
): HubspotCredentials {
  let known: ConnectionTokens | undefined

  async function load(): Promise<ConnectionTokens> {
    known ??= await deps.db.inWorkspace(workspaceId, (tx) => readTokens(tx, deps.vault, connection.id))
    if (!known) throw new CrmError('revoked', `${connection.name} has no token.`)
    return known
  }

  /** `unwanted` tells whether the token in the database is no better than the one that the caller has. */
  async function renew(unwanted: (held: ConnectionTokens) => boolean): Promise<string> {
    const outcome = await deps.db.inWorkspace(workspaceId, (tx) => renewIn(tx, deps, connection, unwanted))
    if ('revoked' in outcome) throw outcome.revoked
    known = outcome.tokens
    return known.accessToken
  }

  return {
    async accessToken() {
      const tokens = await load()
      if (connection.authKind === 'token' || !endsSoon(tokens)) return tokens.accessToken
      return renew(endsSoon)
    },
    async replace(refusedToken) {
      if (connection.authKind === 'oauth') return renew((held) => held.accessToken === refusedToken)
      const reason = `${connection.name} no longer accepts its token.`
      await deps.db.inWorkspace(workspaceId, (tx) => markReconnect(tx, connection.id, reason, new Date()))
      throw new CrmError('unauthorized', reason)
    },
  }
}

type Outcome = { tokens: ConnectionTokens } | { revoked: CrmError }

/** A refusal is returned, not thrown: the transaction has to keep what it wrote about it. */
async function renewIn(
  tx: WorkspaceTx,
  deps: Dependencies,
  connection: Connection,
  unwanted: (held: ConnectionTokens) => boolean,
): Promise<Outcome> {
  const held = await lockTokens(tx, deps.vault, connection.id)
  const now = await findConnection(tx, connection.id)
  if (!held?.refreshToken || now?.status !== 'connected') {
    return {
      revoked: new CrmError('revoked', now?.statusReason ?? `${connection.name} must be connected again.`),
    }
  }
  if (!unwanted(held)) return { tokens: held }
  try {
    const fresh = await refreshTokens(appOf(deps, connection), held.refreshToken)
    crashpoint('token:refreshed')
    const tokens: ConnectionTokens = {
      accessToken: fresh.accessToken,
      refreshToken: fresh.refreshToken,
      expiresAt: new Date(Date.now() + fresh.expiresInSeconds * 1000),
    }
    await saveTokens(tx, deps.vault, connection.id, tokens, new Date())
    return { tokens }
  } catch (error) {
    if (!(error instanceof CrmError && error.code === 'revoked')) throw error
    await markReconnect(tx, connection.id, error.message, new Date())
    return { revoked: error }
  }
}

function endsSoon(tokens: ConnectionTokens): boolean {
  return tokens.expiresAt !== null && tokens.expiresAt.getTime() - Date.now() < MARGIN_MS
}

function appOf(deps: Dependencies, connection: Connection): OAuthApp {
  const { hubspot } = deps.config
  if (!hubspot) throw new Error('HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET are not set')
  return { clientId: hubspot.clientId, clientSecret: hubspot.clientSecret, apiUrl: connection.apiBaseUrl }
}
