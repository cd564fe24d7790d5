import { CrmError } from '../../connectors/crm.port.ts'
import type { CrmCredentials, CrmInstall } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../context.ts'
import {
  type Connection,
  type ConnectionTokens,
  findConnection,
  type HeldTokens,
  lockTokens,
  markReconnect,
  readTokens,
  saveTokens,
} from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { holdForAsLongAsItTakes, isLockTimeout } from '../db/patient-lock.ts'
import { crashpoint } from '../jobs/crashpoint.ts'

type Dependencies = Pick<Context, 'db' | 'vault' | 'crmKinds'>

/** Whoever waited in vain for a stopped process comes back after this: a pause, which costs no try and parks no work. */
const HELD_PAUSE_MS = 60_000
/** Refreshed this long before the end, so that no call leaves with a token that ends on the way. */
const MARGIN_MS = 60_000
/**
 * A token without a known end is renewed this often all the same: some CRMs forget a refresh token that nobody used for
 * 30 days, however busy its access token is. Polling makes every connected account ask for its token every few minutes.
 */
const IDLE_MS = 6 * 24 * 60 * 60_000

/**
 * The tokens of connections that were made by OAuth, and fixed ones. However many callers and processes find a token
 * refused, the CRM is asked once: the refresh happens under a lock on the token's row, the new tokens are committed
 * before they are used, and whoever waited finds them there. When the CRM says that the installation is gone, the
 * connection becomes `reconnect` and nobody asks again.
 *
 * Where refresh tokens rotate, asking twice with the same one logs the customer out. So the lock has no lease: a process
 * that is stopped in the middle keeps it until it goes on, whatever becomes of its job meanwhile (see patient-lock.ts).
 */
export function tokenKeeper(
  deps: Dependencies,
): (workspaceId: string, connection: Connection) => CrmCredentials {
  /** Callers of one process wait for its one renewal here, and not each with a database connection of its own. */
  const underWay = new Map<string, Promise<Outcome>>()

  return (workspaceId, connection) => {
    let known: HeldTokens | undefined

    async function load(): Promise<HeldTokens> {
      known ??= await deps.db.inWorkspace(workspaceId, (tx) => readTokens(tx, deps.vault, connection.id))
      if (!known) throw new CrmError('revoked', `${connection.name} has no token.`)
      return known
    }

    /** `unwanted` tells whether the token in the database is no better than the one that the caller has. */
    async function renew(unwanted: (held: HeldTokens) => boolean): Promise<string> {
      for (let other = underWay.get(connection.id); other; other = underWay.get(connection.id)) {
        const tokens = tokensOf(await other)
        if (!unwanted(tokens)) return keep(tokens)
      }
      return keep(tokensOf(await renewNow(unwanted)))
    }

    function keep(tokens: HeldTokens): string {
      known = tokens
      return tokens.accessToken
    }

    function renewNow(unwanted: (held: HeldTokens) => boolean): Promise<Outcome> {
      const renewal = deps.db
        .inWorkspace(workspaceId, (tx) => renewIn(tx, deps, connection, unwanted))
        .catch((error: unknown) => {
          if (!isLockTimeout(error)) throw error
          const text = `Another process has been renewing the token of ${connection.name} for a while.`
          throw new CrmError('rate_limited', text, { retryAfterMs: HELD_PAUSE_MS, cause: error })
        })
        .finally(() => {
          if (underWay.get(connection.id) === renewal) underWay.delete(connection.id)
        })
      underWay.set(connection.id, renewal)
      return renewal
    }

    return {
      async accessToken() {
        const tokens = await load()
        if (connection.authKind === 'token') return tokens.accessToken
        if (endsSoon(tokens)) return renew(endsSoon)
        if (!isIdle(tokens)) return tokens.accessToken
        return renew(isIdle).catch((error: unknown) => {
          // It is good until it is refused; the next caller tries again.
          if (error instanceof CrmError && error.code !== 'revoked') return tokens.accessToken
          throw error
        })
      },
      async replace(refusedToken) {
        if (connection.authKind === 'oauth') return renew((held) => held.accessToken === refusedToken)
        const reason = `${connection.name} no longer accepts its token.`
        await deps.db.inWorkspace(workspaceId, (tx) => markReconnect(tx, connection.id, reason, new Date()))
        throw new CrmError('unauthorized', reason)
      },
    }
  }
}

type Outcome = { tokens: HeldTokens } | { revoked: CrmError }

function tokensOf(outcome: Outcome): HeldTokens {
  if ('revoked' in outcome) throw outcome.revoked
  return outcome.tokens
}

/** A refusal is returned, not thrown: the transaction has to keep what it wrote about it. */
async function renewIn(
  tx: WorkspaceTx,
  deps: Dependencies,
  connection: Connection,
  unwanted: (held: HeldTokens) => boolean,
): Promise<Outcome> {
  await holdForAsLongAsItTakes(tx)
  const held = await lockTokens(tx, deps.vault, connection.id)
  const now = await findConnection(tx, connection.id)
  if (!held?.refreshToken || now?.status !== 'connected') {
    return {
      revoked: new CrmError('revoked', now?.statusReason ?? `${connection.name} must be connected again.`),
    }
  }
  if (!unwanted(held)) return { tokens: held }
  try {
    const fresh = await installOf(deps, connection).refresh(now.apiBaseUrl, held.refreshToken)
    crashpoint('token:refreshed')
    const savedAt = new Date()
    const tokens: ConnectionTokens = {
      accessToken: fresh.accessToken,
      refreshToken: fresh.refreshToken,
      expiresAt: expiryOf(fresh.expiresInSeconds, savedAt),
    }
    await saveTokens(tx, deps.vault, connection.id, tokens, savedAt)
    return { tokens: { ...tokens, savedAt } }
  } catch (error) {
    if (!(error instanceof CrmError && error.code === 'revoked')) throw error
    await markReconnect(tx, connection.id, error.message, new Date())
    return { revoked: error }
  }
}

/** When a token that was given now ends; null when the CRM does not say. */
export function expiryOf(expiresInSeconds: number | null, now: Date): Date | null {
  return expiresInSeconds === null ? null : new Date(now.getTime() + expiresInSeconds * 1000)
}

function endsSoon(tokens: ConnectionTokens): boolean {
  return tokens.expiresAt !== null && tokens.expiresAt.getTime() - Date.now() < MARGIN_MS
}

const isIdle = (tokens: HeldTokens): boolean =>
  tokens.expiresAt === null && Date.now() - tokens.savedAt.getTime() > IDLE_MS

function installOf(deps: Dependencies, connection: Connection): CrmInstall {
  const { install, label } = deps.crmKinds[connection.crm]
  if (!install) throw new Error(`no ${label} app is configured on this server`)
  return install
}
