import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { CrmName } from '../../connectors/crm-kind.port.ts'
import { DEAL_FIELDS, type DealFieldMapping, type DealFieldName } from '../../shared/crm/deal-fields.ts'
import { DETAIL_KINDS, type DetailKind } from '../../shared/crm/deal-detail.ts'
import type { SealedPlace, Vault } from '../auth/vault.ts'
import type { SystemTx, WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { ConnectionTable } from './tables.ts'

/** One installed CRM account of a workspace. */
export interface Connection {
  id: string
  crm: CrmName
  externalAccountId: string
  name: string
  /** `token`: a fixed token that is never refreshed. */
  authKind: 'oauth' | 'token'
  status: 'connected' | 'reconnect' | 'disconnected'
  /** Why it is not `connected`. */
  statusReason: string | null
  apiBaseUrl: string
  appBaseUrl: string
  scopes: string[]
  homeCurrency: string | null
  timeZone: string | null
  /** The details of deals that an admin wants mirrored. */
  detailKinds: DetailKind[]
  /** Which of the CRM's fields hold what plans look at. */
  dealFields: DealFieldMapping
}

export interface ConnectionTokens {
  accessToken: string
  refreshToken: string | null
  /** By the machine's clock. null: nobody knows; good until it is refused. */
  expiresAt: Date | null
}

export interface HeldTokens extends ConnectionTokens {
  /** By the machine's clock. */
  savedAt: Date
}

export async function findConnection(tx: WorkspaceTx, connectionId: string): Promise<Connection | undefined> {
  const row = await tx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return row && toConnection(row)
}

/** Oldest first. */
export async function allConnections(tx: WorkspaceTx): Promise<Connection[]> {
  const rows = await tx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toConnection)
}

/** The connection, held until the transaction ends: whoever begins a run does this first. */
export async function lockConnection(tx: WorkspaceTx, connectionId: string): Promise<Connection | undefined> {
  const row = await tx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', connectionId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row && toConnection(row)
}

/** Which workspace a CRM account belongs to, for requests that name only the account. */
export async function routeOfAccount(
  tx: SystemTx,
  crm: Connection['crm'],
  externalAccountId: string,
): Promise<{ workspaceId: string; connectionId: string; status: Connection['status'] } | undefined> {
  const row = await tx.db
    .selectFrom('connection')
    .select(['workspace_id', 'id', 'status'])
    .where('crm', '=', crm)
    .where('external_account_id', '=', externalAccountId)
    .where('status', '<>', 'disconnected')
    .executeTakeFirst()
  return row && { workspaceId: row.workspace_id, connectionId: row.id, status: row.status }
}

/** Which workspace a connection belongs to. */
export async function workspaceOfConnection(tx: SystemTx, connectionId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('connection')
    .select('workspace_id')
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return row?.workspace_id
}

/** Connections that can be called, over all workspaces. */
export async function connectedAccounts(
  tx: SystemTx,
): Promise<{ workspaceId: string; connectionId: string; crm: CrmName }[]> {
  const rows = await tx.db
    .selectFrom('connection')
    .select(['workspace_id', 'id', 'crm'])
    .where('status', '=', 'connected')
    .execute()
  return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.id, crm: row.crm }))
}

/**
 * Connects an account, or connects it again with new tokens; its mirror and its id stay. The database refuses an
 * account that another workspace has connected.
 */
export async function connectAccount(
  tx: WorkspaceTx,
  vault: Vault,
  account: Omit<Connection, 'status' | 'statusReason' | 'detailKinds' | 'dealFields'>,
  tokens: ConnectionTokens,
  now: Date,
): Promise<string> {
  const facts = {
    name: account.name,
    auth_kind: account.authKind,
    status: 'connected' as const,
    status_reason: null,
    api_base_url: account.apiBaseUrl,
    app_base_url: account.appBaseUrl,
    scopes: account.scopes,
    home_currency: account.homeCurrency,
    time_zone: account.timeZone,
    updated_at: now,
  }
  const held = await tx.db
    .updateTable('connection')
    .set(facts)
    .where('workspace_id', '=', tx.workspaceId)
    .where('crm', '=', account.crm)
    .where('external_account_id', '=', account.externalAccountId)
    .returning('id')
    .executeTakeFirst()
  const id = held?.id ?? account.id
  if (!held) {
    await tx.db
      .insertInto('connection')
      .values({
        ...facts,
        workspace_id: tx.workspaceId,
        id,
        crm: account.crm,
        external_account_id: account.externalAccountId,
        created_at: now,
      })
      .execute()
  }
  await saveTokens(tx, vault, id, tokens, now)
  return id
}

/** From the next sync on these details are mirrored, and no others. */
export async function setDetailKinds(
  tx: WorkspaceTx,
  connectionId: string,
  kinds: readonly DetailKind[],
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable('connection')
    .set({ detail_kinds: [...kinds], updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', connectionId)
    .execute()
}

/** From the next full sync on what plans look at is read from these fields. */
export async function setDealFields(
  tx: WorkspaceTx,
  connectionId: string,
  fields: DealFieldMapping,
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable('connection')
    .set({ deal_fields: toJsonb(fields), updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', connectionId)
    .execute()
}

/** What any connection of the workspace maps: a plan that looks at something else finds nothing. */
export async function mappedDealFields(tx: WorkspaceTx): Promise<DealFieldName[]> {
  const connections = await allConnections(tx)
  return DEAL_FIELDS.filter((field) => connections.some((held) => held.dealFields[field] !== undefined))
}

/** No further call is made until somebody connects the account again. */
export async function markReconnect(
  tx: WorkspaceTx,
  connectionId: string,
  reason: string,
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable('connection')
    .set({ status: 'reconnect', status_reason: reason, updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', connectionId)
    .where('status', '=', 'connected')
    .execute()
}

export async function readTokens(
  tx: WorkspaceTx,
  vault: Vault,
  connectionId: string,
): Promise<HeldTokens | undefined> {
  const row = await tokenRow(tx, connectionId).executeTakeFirst()
  return row && openTokens(tx, vault, connectionId, row)
}

/** The tokens, held until the transaction ends: one process refreshes, the others wait and find the new ones. */
export async function lockTokens(
  tx: WorkspaceTx,
  vault: Vault,
  connectionId: string,
): Promise<HeldTokens | undefined> {
  const row = await tokenRow(tx, connectionId).forUpdate().executeTakeFirst()
  return row && openTokens(tx, vault, connectionId, row)
}

export async function saveTokens(
  tx: WorkspaceTx,
  vault: Vault,
  connectionId: string,
  tokens: ConnectionTokens,
  now: Date,
): Promise<void> {
  const sealed = {
    access_token: vault.seal(tokens.accessToken, place(tx, connectionId, 'access_token')),
    refresh_token:
      tokens.refreshToken === null
        ? null
        : vault.seal(tokens.refreshToken, place(tx, connectionId, 'refresh_token')),
    expires_at: tokens.expiresAt,
    updated_at: now,
  }
  await tx.db
    .insertInto('connection_token')
    .values({ workspace_id: tx.workspaceId, connection_id: connectionId, ...sealed })
    .onConflict((conflict) =>
      conflict
        .column('connection_id')
        .doUpdateSet({ ...sealed, version: sql<number>`connection_token.version + 1` }),
    )
    .execute()
}

function tokenRow(tx: WorkspaceTx, connectionId: string) {
  return tx.db
    .selectFrom('connection_token')
    .select(['access_token', 'refresh_token', 'expires_at', 'updated_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
}

function openTokens(
  tx: WorkspaceTx,
  vault: Vault,
  connectionId: string,
  row: { access_token: string; refresh_token: string | null; expires_at: Date | null; updated_at: Date },
): HeldTokens {
  return {
    accessToken: vault.open(row.access_token, place(tx, connectionId, 'access_token')),
    refreshToken:
      row.refresh_token === null
        ? null
        : vault.open(row.refresh_token, place(tx, connectionId, 'refresh_token')),
    expiresAt: row.expires_at,
    savedAt: row.updated_at,
  }
}

const place = (tx: WorkspaceTx, connectionId: string, column: string): SealedPlace => ({
  workspaceId: tx.workspaceId,
  table: 'connection_token',
  rowId: connectionId,
  column,
})

const scopes = z.array(z.string())
const detailKinds = z.array(z.enum(DETAIL_KINDS))
const dealFields = z.partialRecord(z.enum(DEAL_FIELDS), z.string())

function toConnection(
  row: Omit<Selectable<ConnectionTable>, 'scopes' | 'detail_kinds'> & {
    scopes: unknown
    detail_kinds: unknown
  },
): Connection {
  return {
    id: row.id,
    crm: row.crm,
    externalAccountId: row.external_account_id,
    name: row.name,
    authKind: row.auth_kind,
    status: row.status,
    statusReason: row.status_reason,
    apiBaseUrl: row.api_base_url,
    appBaseUrl: row.app_base_url,
    scopes: scopes.parse(row.scopes),
    homeCurrency: row.home_currency,
    timeZone: row.time_zone,
    detailKinds: detailKinds.parse(row.detail_kinds),
    dealFields: dealFields.parse(row.deal_fields),
  }
}
