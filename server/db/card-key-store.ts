import type { CrmName } from '../../connectors/crm-kind.port.ts'
import type { SealedPlace, Vault } from '../auth/vault.ts'
import type { SystemTx, WorkspaceTx } from './database.ts'

/** A key that cards of a connection sign with. Instants are the machine's. */
export interface CardKey {
  keyId: string
  createdAt: Date
  /** null: made, and good, but the CRM has not confirmed yet that it has it. */
  deliveredAt: Date | null
  /** Set once another one took its place: good until then. */
  acceptedUntil: Date | null
  triedAt: Date | null
  /** Why the last delivery failed. */
  problem: string | null
}

/** The latest first. */
export async function cardKeysOf(tx: WorkspaceTx, connectionId: string): Promise<CardKey[]> {
  const rows = await tx.db
    .selectFrom('connection_card_key')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .orderBy('created_at', 'desc')
    .orderBy('key_id', 'desc')
    .execute()
  return rows.map((row) => ({
    keyId: row.key_id,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
    acceptedUntil: row.accepted_until,
    triedAt: row.tried_at,
    problem: row.problem,
  }))
}

/** The one that the CRM is known to sign with. */
export const currentKey = (keys: readonly CardKey[]): CardKey | undefined =>
  keys.find((key) => key.deliveredAt !== null && key.acceptedUntil === null)

/** One that was made and is still to be delivered; there is never more than one. */
export const pendingKey = (keys: readonly CardKey[]): CardKey | undefined =>
  keys.find((key) => key.deliveredAt === null && key.acceptedUntil === null)

export async function insertCardKey(
  tx: WorkspaceTx,
  vault: Vault,
  connectionId: string,
  key: { keyId: string; secret: Buffer },
  now: Date,
): Promise<void> {
  await tx.db
    .insertInto('connection_card_key')
    .values({
      workspace_id: tx.workspaceId,
      connection_id: connectionId,
      key_id: key.keyId,
      secret: vault.seal(key.secret.toString('base64'), cardKeyPlace(tx.workspaceId, key.keyId)),
      created_at: now,
    })
    .execute()
}

export async function cardKeySecret(tx: WorkspaceTx, vault: Vault, keyId: string): Promise<Buffer> {
  const row = await tx.db
    .selectFrom('connection_card_key')
    .select('secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', keyId)
    .executeTakeFirstOrThrow()
  return openSecret(vault, tx.workspaceId, keyId, row.secret)
}

/** False when it was delivered before, by somebody else. */
export async function markKeyDelivered(tx: WorkspaceTx, keyId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('connection_card_key')
    .set({ delivered_at: now, tried_at: now, problem: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', keyId)
    .where('delivered_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends the connection's other keys at an instant, and forgets those that ended long before. */
export async function endOtherKeys(
  tx: WorkspaceTx,
  connectionId: string,
  keyId: string,
  times: { acceptedUntil: Date; forgetBefore: Date },
): Promise<void> {
  await tx.db
    .updateTable('connection_card_key')
    .set({ accepted_until: times.acceptedUntil })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('key_id', '<>', keyId)
    .where('accepted_until', 'is', null)
    .execute()
  await tx.db
    .deleteFrom('connection_card_key')
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('accepted_until', '<', times.forgetBefore)
    .execute()
}

export async function noteKeyProblem(
  tx: WorkspaceTx,
  keyId: string,
  problem: string,
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable('connection_card_key')
    .set({ problem, tried_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', keyId)
    .where('delivered_at', 'is', null)
    .execute()
}

/** A key as a card names it, with the account that it was given to. */
export interface NamedCardKey {
  workspaceId: string
  connectionId: string
  crm: CrmName
  externalAccountId: string
  status: 'connected' | 'reconnect' | 'disconnected'
  secret: Buffer
  acceptedUntil: Date | null
}

/** For requests that name only the key. It may have ended: the caller looks at `acceptedUntil`. */
export async function findCardKey(
  tx: SystemTx,
  vault: Vault,
  keyId: string,
): Promise<NamedCardKey | undefined> {
  const row = await tx.db
    .selectFrom('connection_card_key as k')
    .innerJoin('connection as c', 'c.id', 'k.connection_id')
    .select(['k.workspace_id', 'k.connection_id', 'k.secret', 'k.accepted_until'])
    .select(['c.crm', 'c.external_account_id', 'c.status'])
    .where('k.key_id', '=', keyId)
    .executeTakeFirst()
  return (
    row && {
      workspaceId: row.workspace_id,
      connectionId: row.connection_id,
      crm: row.crm,
      externalAccountId: row.external_account_id,
      status: row.status,
      secret: openSecret(vault, row.workspace_id, keyId, row.secret),
      acceptedUntil: row.accepted_until,
    }
  )
}

function openSecret(vault: Vault, workspaceId: string, keyId: string, sealed: string): Buffer {
  return Buffer.from(vault.open(sealed, cardKeyPlace(workspaceId, keyId)), 'base64')
}

/** Where a key's secret is sealed to. */
export function cardKeyPlace(workspaceId: string, keyId: string): SealedPlace {
  return { workspaceId, table: 'connection_card_key', rowId: keyId, column: 'secret' }
}
