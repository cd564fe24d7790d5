import type { CrmInstall, CrmKind, InstalledAccount } from '../../connectors/crm-kind.port.ts'
import { expiryOf } from '../auth/connection-tokens.ts'
import type { Context } from '../context.ts'
import { recordAudit } from '../db/audit-store.ts'
import { connectAccount, routeOfAccount } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { resolveCrmUser, rolesOf, setRoles } from '../db/user-store.ts'
import { syncKey } from '../jobs/handlers/sync-connection.ts'
import { addWork } from '../jobs/outbox.ts'
import { askForCardKey } from './card-keys.ts'

/** A kind that this server has an app of. */
export type InstallableKind = CrmKind & { readonly install: CrmInstall }

export interface ConnectedAccount {
  externalAccountId: string
  appBaseUrl: string
  workspaceId: string
  connectionId: string
  /** It was connected before: its mirror stays, and only what changed is read. */
  again: boolean
}

/**
 * Finishes an installation: trades the code, learns which account and person it is for, and connects that account.
 *
 * An account that some workspace has connected is connected again there, whoever is signed in here: it never moves.
 * A new one joins `joinWorkspaceId` (an admin's own workspace), else it gets a workspace of its own, whose first
 * admin is the person who installed. Throws `CrmError` when the CRM refuses or cannot be asked.
 */
export async function finishInstallation(
  context: Context,
  kind: InstallableKind,
  grant: { code: string; redirectUri: string; memory: string | null; joinWorkspaceId: string | undefined },
): Promise<ConnectedAccount> {
  const { joinWorkspaceId, ...trip } = grant
  const account = await kind.install.finish(trip)
  try {
    return await connect(context, kind, account, joinWorkspaceId)
  } catch (error) {
    // Two installations of a new account at once: the database let one through, so now there is one to connect again.
    if (!isUniqueViolation(error)) throw error
    return connect(context, kind, account, joinWorkspaceId)
  }
}

async function connect(
  context: Context,
  kind: CrmKind,
  account: InstalledAccount,
  joinWorkspaceId: string | undefined,
): Promise<ConnectedAccount> {
  const { crm } = kind
  const { externalAccountId, appBaseUrl, tokens } = account
  const held = await context.db.inSystem((tx) => routeOfAccount(tx, crm, externalAccountId))
  const workspaceId = held?.workspaceId ?? joinWorkspaceId ?? context.newId()
  const connectionId = await context.db.inWorkspace(workspaceId, async (tx) => {
    if (!held && !joinWorkspaceId) await createWorkspace(tx, account)
    const now = new Date()
    const id = await connectAccount(
      tx,
      context.vault,
      {
        id: context.newId(),
        crm,
        externalAccountId,
        name: account.name,
        authKind: 'oauth',
        apiBaseUrl: account.apiBaseUrl,
        appBaseUrl,
        scopes: account.scopes,
        homeCurrency: account.homeCurrency,
        timeZone: account.timeZone,
      },
      {
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        expiresAt: expiryOf(tokens.expiresInSeconds, now),
      },
      now,
    )
    await welcomeInstaller(context, tx, id, account, held?.status ?? null)
    await addWork(tx, {
      topic: 'sync.connection',
      payload: { connectionId: id, full: true },
      dedupeKey: syncKey(id, true),
    })
    if (kind.cardsSignWithOurKey) await askForCardKey(tx, id)
    return id
  })
  return { externalAccountId, appBaseUrl, workspaceId, connectionId, again: held !== undefined }
}

/** A workspace begins with its first account's name, currency and time zone. */
async function createWorkspace(tx: WorkspaceTx, account: InstalledAccount): Promise<void> {
  await tx.db
    .insertInto('workspace')
    .values({
      workspace_id: tx.workspaceId,
      name: account.name,
      time_zone: account.timeZone,
      home_currency: account.homeCurrency,
      created_at: new Date(),
    })
    .execute()
}

/** Who installs first is the admin. Whoever connects again keeps the roles that they have: the CRM's rights are not ours. */
async function welcomeInstaller(
  context: Context,
  tx: WorkspaceTx,
  connectionId: string,
  { installer, externalAccountId, scopes }: InstalledAccount,
  statusBefore: string | null,
): Promise<void> {
  const user = await resolveCrmUser(tx, connectionId, installer.crmUserId, installer)
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
    after: { status: 'connected', account: externalAccountId, scopes },
  })
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505'
