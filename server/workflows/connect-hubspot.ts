import { HubspotCrm } from '../../connectors/hubspot/hubspot-crm.ts'
import { type Installation, type Tokens, exchangeCode, introspect } from '../../connectors/hubspot/oauth.ts'
import { CrmError } from '../../connectors/crm.port.ts'
import type { HubSpotConfig } from '../config/config.ts'
import type { Context } from '../context.ts'
import { recordAudit } from '../db/audit-store.ts'
import { connectAccount, routeOfAccount } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { resolveCrmUser, rolesOf, setRoles } from '../db/user-store.ts'
import { syncKey } from '../jobs/handlers/sync-connection.ts'
import { addWork } from '../jobs/outbox.ts'

export interface ConnectedPortal {
  portalId: string
  workspaceId: string
  connectionId: string
  /** It was connected before: its mirror stays, and only what changed is read. */
  again: boolean
}

/**
 * Finishes an installation: trades the code, learns which portal and person it is for, and connects that portal.
 *
 * A portal that some workspace has connected is connected again there, whoever is signed in here: it never moves.
 * A new one joins `joinWorkspaceId` (an admin's own workspace), else it gets a workspace of its own, whose first
 * admin is the person who installed. Throws `CrmError` when HubSpot refuses or cannot be asked.
 */
export async function connectHubspot(
  context: Context,
  app: HubSpotConfig,
  grant: { code: string; redirectUri: string; joinWorkspaceId: string | undefined },
): Promise<ConnectedPortal> {
  const tokens = await exchangeCode(app, grant.code, grant.redirectUri)
  const installation = await introspect(app, tokens.accessToken)
  const portal = await portalFacts(app, installation, tokens)
  try {
    return await connect(context, app, portal, grant.joinWorkspaceId)
  } catch (error) {
    // Two installations of a new portal at once: the database let one through, so now there is one to connect again.
    if (!isUniqueViolation(error)) throw error
    return connect(context, app, portal, grant.joinWorkspaceId)
  }
}

interface PortalFacts extends Installation {
  name: string
  homeCurrency: string
  timeZone: string
  tokens: Tokens
}

async function portalFacts(
  app: HubSpotConfig,
  installation: Installation,
  tokens: Tokens,
): Promise<PortalFacts> {
  const { portalId, hubDomain } = installation
  const refused = new CrmError('unauthorized', 'HubSpot does not accept the token that it has just given')
  const crm = new HubspotCrm({
    baseUrl: app.apiUrl,
    portalKey: portalId,
    credentials: { accessToken: async () => tokens.accessToken, replace: () => Promise.reject(refused) },
  })
  const { homeCurrency, timeZone, name } = await crm.describe()
  return { ...installation, name: hubDomain ?? name, homeCurrency, timeZone, tokens }
}

async function connect(
  context: Context,
  app: HubSpotConfig,
  portal: PortalFacts,
  joinWorkspaceId: string | undefined,
): Promise<ConnectedPortal> {
  const held = await context.db.inSystem((tx) => routeOfAccount(tx, 'hubspot', portal.portalId))
  const workspaceId = held?.workspaceId ?? joinWorkspaceId ?? context.newId()
  const connectionId = await context.db.inWorkspace(workspaceId, async (tx) => {
    if (!held && !joinWorkspaceId) await createWorkspace(tx, portal)
    const now = new Date()
    const id = await connectAccount(
      tx,
      context.vault,
      {
        id: context.newId(),
        crm: 'hubspot',
        externalAccountId: portal.portalId,
        name: portal.name,
        authKind: 'oauth',
        apiBaseUrl: app.apiUrl,
        appBaseUrl: app.appUrl,
        scopes: portal.scopes,
        homeCurrency: portal.homeCurrency,
        timeZone: portal.timeZone,
      },
      {
        accessToken: portal.tokens.accessToken,
        refreshToken: portal.tokens.refreshToken,
        expiresAt: new Date(now.getTime() + portal.tokens.expiresInSeconds * 1000),
      },
      now,
    )
    await welcomeInstaller(context, tx, id, portal, held?.status ?? null)
    await addWork(tx, {
      topic: 'sync.connection',
      payload: { connectionId: id, full: true },
      dedupeKey: syncKey(id, true),
    })
    return id
  })
  return { portalId: portal.portalId, workspaceId, connectionId, again: held !== undefined }
}

/** A workspace begins with its first portal's name, currency and time zone. */
async function createWorkspace(tx: WorkspaceTx, portal: PortalFacts): Promise<void> {
  await tx.db
    .insertInto('workspace')
    .values({
      workspace_id: tx.workspaceId,
      name: portal.name,
      time_zone: portal.timeZone,
      home_currency: portal.homeCurrency,
      created_at: new Date(),
    })
    .execute()
}

/** Who installs first is the admin. Whoever connects again keeps the roles that they have: HubSpot's rights are not ours. */
async function welcomeInstaller(
  context: Context,
  tx: WorkspaceTx,
  connectionId: string,
  portal: PortalFacts,
  statusBefore: string | null,
): Promise<void> {
  const hint = { name: portal.userEmail?.split('@')[0] ?? null, email: portal.userEmail }
  const user = await resolveCrmUser(tx, connectionId, portal.userId, hint)
  const admin = await tx.db
    .selectFrom('user_role')
    .select('user_id')
    .where('role', '=', 'admin')
    .executeTakeFirst()
  if (!admin) await setRoles(tx, user.id, [...(await rolesOf(tx, user.id)), 'admin'])
  await recordAudit(tx, {
    id: context.newId(),
    dealId: null,
    subjectKind: 'connection',
    subjectId: connectionId,
    kind: 'connection_connected',
    actor: { userId: user.id, name: user.name },
    at: context.clock.now(),
    reason: null,
    before: statusBefore === null ? null : { status: statusBefore },
    after: { status: 'connected', portal: portal.portalId, scopes: portal.scopes },
  })
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505'
