import type { Database, WorkspaceTx } from '../db/database.ts'
import { hashSecret, newSecret } from './one-time-secret.ts'
import { startSession } from './session.ts'

const TICKET_MS = 60_000

/** A way into the console for one person, once, within a minute: it travels in an address, so it must be worthless soon. */
export async function issueTicket(
  tx: WorkspaceTx,
  ticket: { userId: string; returnPath: string },
  nowMs = Date.now(),
): Promise<string> {
  const secret = newSecret()
  await tx.db
    .insertInto('console_ticket')
    .values({
      workspace_id: tx.workspaceId,
      ticket_hash: hashSecret(secret),
      user_id: ticket.userId,
      return_path: ticket.returnPath,
      expires_at: new Date(nowMs + TICKET_MS),
    })
    .execute()
  return secret
}

/** Trades a ticket for a session. undefined when it is unknown, late or was used: the three are not told apart. */
export async function redeemTicket(
  db: Database,
  secret: string,
  nowMs = Date.now(),
): Promise<{ sessionSecret: string; returnPath: string } | undefined> {
  const ticketHash = hashSecret(secret)
  const workspaceId = await db.inSystem(async (tx) => {
    const row = await tx.db
      .selectFrom('console_ticket')
      .select('workspace_id')
      .where('ticket_hash', '=', ticketHash)
      .executeTakeFirst()
    return row?.workspace_id
  })
  if (!workspaceId) return undefined
  return db.inWorkspace(workspaceId, async (tx) => {
    // One statement takes the row lock and decides: of two browsers, one gets the row.
    const ticket = await tx.db
      .updateTable('console_ticket')
      .set({ used_at: new Date(nowMs) })
      .where('ticket_hash', '=', ticketHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(nowMs))
      .returning(['user_id', 'return_path'])
      .executeTakeFirst()
    if (!ticket) return undefined
    return { sessionSecret: await startSession(tx, ticket.user_id, nowMs), returnPath: ticket.return_path }
  })
}
