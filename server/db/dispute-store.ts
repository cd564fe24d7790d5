import { type DisputeState, STANDING_STATES } from '../../shared/dispute/dispute.ts'
import type { WorkspaceTx } from './database.ts'

/** Somebody's doubt about a commission line, with what was made of it. */
export interface DisputeRecord {
  id: string
  lineId: string
  dealId: string
  partnerId: string
  evidence: string
  status: DisputeState
  openedBy: string
  openedAt: Date
  /** Who decided it, or withdrew it. */
  decidedBy: string | null
  decidedAt: Date | null
  decision: string | null
}

/** Holds the dispute for the rest of the transaction. */
export async function lockDispute(tx: WorkspaceTx, disputeId: string): Promise<DisputeRecord | undefined> {
  const row = await disputes(tx).where('id', '=', disputeId).forUpdate().executeTakeFirst()
  return row && toDispute(row)
}

/** Every dispute of a line, newest first. */
export async function disputesOfLine(tx: WorkspaceTx, lineId: string): Promise<DisputeRecord[]> {
  const rows = await disputes(tx)
    .where('line_id', '=', lineId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toDispute)
}

/** The standing dispute of each line of a deal that has one, by line. */
export async function standingDisputes(tx: WorkspaceTx, dealId: string): Promise<Map<string, DisputeRecord>> {
  const rows = await disputes(tx)
    .where('deal_id', '=', dealId)
    .where('status', 'in', [...STANDING_STATES])
    .execute()
  return new Map(rows.map((row) => [row.line_id, toDispute(row)]))
}

/** False when a dispute of this line stands already; nothing is changed then. */
export async function insertDispute(
  tx: WorkspaceTx,
  dispute: Pick<
    DisputeRecord,
    'id' | 'lineId' | 'dealId' | 'partnerId' | 'evidence' | 'openedBy' | 'openedAt'
  >,
): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('dispute')
    .values({
      workspace_id: tx.workspaceId,
      id: dispute.id,
      line_id: dispute.lineId,
      deal_id: dispute.dealId,
      partner_id: dispute.partnerId,
      evidence: dispute.evidence,
      status: 'open',
      opened_by: dispute.openedBy,
      opened_at: dispute.openedAt,
      decided_by: null,
      decided_at: null,
      decision: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'line_id'])
        .where('status', 'in', [...STANDING_STATES])
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function updateDispute(
  tx: WorkspaceTx,
  disputeId: string,
  change: Pick<DisputeRecord, 'status'> &
    Partial<Pick<DisputeRecord, 'decidedBy' | 'decidedAt' | 'decision'>>,
): Promise<void> {
  const { status, decidedBy, decidedAt, decision } = change
  await tx.db
    .updateTable('dispute')
    .set({
      status,
      ...(decidedBy !== undefined && { decided_by: decidedBy }),
      ...(decidedAt !== undefined && { decided_at: decidedAt }),
      ...(decision !== undefined && { decision }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', disputeId)
    .execute()
}

/** A standing dispute of a line goes on about the line that took its place; without one nothing changes. */
export async function moveStandingDispute(
  tx: WorkspaceTx,
  fromLineId: string,
  to: { lineId: string; dealId: string },
): Promise<void> {
  await tx.db
    .updateTable('dispute')
    .set({ line_id: to.lineId, deal_id: to.dealId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('line_id', '=', fromLineId)
    .where('status', 'in', [...STANDING_STATES])
    .execute()
}

function disputes(tx: WorkspaceTx) {
  return tx.db.selectFrom('dispute').selectAll().where('workspace_id', '=', tx.workspaceId)
}

function toDispute(row: Awaited<ReturnType<ReturnType<typeof disputes>['execute']>>[number]): DisputeRecord {
  return {
    id: row.id,
    lineId: row.line_id,
    dealId: row.deal_id,
    partnerId: row.partner_id,
    evidence: row.evidence,
    status: row.status,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    decision: row.decision,
  }
}
