import type { SystemTx, WorkspaceTx } from '../db/database.ts'
import { hashSecret, newSecret } from './one-time-secret.ts'

/** A signed-in browser lives this long whatever it does, and this long without a request. Machine time: the demo's clock must not sign anybody out. */
export const SESSION_MAX_MS = 12 * 3_600_000
export const SESSION_IDLE_MS = 60 * 60_000

/** Between two requests this close, the second does not write. */
const TOUCH_AFTER_MS = 60_000

/** Signs a person in. Returns the cookie's secret; only its hash is kept. */
export async function startSession(tx: WorkspaceTx, userId: string, nowMs = Date.now()): Promise<string> {
  await tx.db.deleteFrom('console_session').where('expires_at', '<=', new Date(nowMs)).execute()
  const secret = newSecret()
  await tx.db
    .insertInto('console_session')
    .values({
      workspace_id: tx.workspaceId,
      session_hash: hashSecret(secret),
      user_id: userId,
      created_at: new Date(nowMs),
      last_seen_at: new Date(nowMs),
      expires_at: new Date(nowMs + SESSION_MAX_MS),
    })
    .execute()
  return secret
}

/** Where a session belongs; whether it still counts is for `readSession` to say. */
export async function findSessionWorkspace(tx: SystemTx, sessionHash: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('console_session')
    .select('workspace_id')
    .where('session_hash', '=', sessionHash)
    .executeTakeFirst()
  return row?.workspace_id
}

/** The person of a session that is neither too old nor idle for too long. Keeps it awake. */
export async function readSession(
  tx: WorkspaceTx,
  sessionHash: string,
  nowMs = Date.now(),
): Promise<{ userId: string; name: string } | undefined> {
  const row = await tx.db
    .selectFrom('console_session as s')
    .innerJoin('app_user as u', 'u.id', 's.user_id')
    .select(['s.user_id', 's.last_seen_at', 'u.name'])
    .where('s.session_hash', '=', sessionHash)
    .where('s.expires_at', '>', new Date(nowMs))
    .where('s.last_seen_at', '>', new Date(nowMs - SESSION_IDLE_MS))
    .executeTakeFirst()
  if (!row) return undefined
  if (nowMs - row.last_seen_at.getTime() > TOUCH_AFTER_MS) {
    await tx.db
      .updateTable('console_session')
      .set({ last_seen_at: new Date(nowMs) })
      .where('session_hash', '=', sessionHash)
      .execute()
  }
  return { userId: row.user_id, name: row.name }
}

export async function endSession(tx: WorkspaceTx, sessionHash: string): Promise<void> {
  await tx.db.deleteFrom('console_session').where('session_hash', '=', sessionHash).execute()
}
