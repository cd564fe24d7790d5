import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'

/** What something was or became, in few plain fields: never a whole row, never a secret. */
export type AuditFacts = Record<string, string | number | boolean | null | string[]>

export interface AuditEntry {
  id: string
  dealId: string | null
  /** `credit`, `registration`, `partner`, … */
  subjectKind: string
  subjectId: string
  /** `partner_tagged`, `registration_approved`, … */
  kind: string
  actor: { userId: string | null; name: string }
  at: Date
  reason: string | null
  before: AuditFacts | null
  after: AuditFacts | null
}

/** Adds to the record of who did what, in the caller's transaction. The table knows no update and no delete. */
export async function recordAudit(tx: WorkspaceTx, entry: AuditEntry): Promise<void> {
  await recordAudits(tx, [entry])
}

/** `recordAudit` for many at once. */
export async function recordAudits(tx: WorkspaceTx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await tx.db
    .insertInto('audit_event')
    .values(
      entries.map((entry) => ({
        workspace_id: tx.workspaceId,
        id: entry.id,
        deal_id: entry.dealId,
        subject_kind: entry.subjectKind,
        subject_id: entry.subjectId,
        kind: entry.kind,
        actor_id: entry.actor.userId,
        actor_name: entry.actor.name,
        at: entry.at,
        reason: entry.reason,
        before: entry.before && toJsonb(entry.before),
        after: entry.after && toJsonb(entry.after),
      })),
    )
    .execute()
}

/** A deal's record, newest first. Entries of one instant are ordered by id, which grows with time. */
export async function listAudit(tx: WorkspaceTx, dealId: string, limit: number): Promise<AuditEntry[]> {
  const rows = await tx.db
    .selectFrom('audit_event')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    dealId: row.deal_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    kind: row.kind,
    actor: { userId: row.actor_id, name: row.actor_name },
    at: row.at,
    reason: row.reason,
    // Written by `recordAudit` alone, so the shape is known.
    before: row.before as AuditFacts | null,
    after: row.after as AuditFacts | null,
  }))
}
