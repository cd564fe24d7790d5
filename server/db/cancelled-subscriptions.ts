import type { WorkspaceTx } from './database.ts'

/** The day on which each cancelled subscription of a deal ended, by the billing system's id. */
export async function cancelledSubscriptions(
  tx: WorkspaceTx,
  dealId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db
    .selectFrom('subscription')
    .select(['external_id', 'changed_on'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .where('status', '=', 'cancelled')
    .execute()
  return new Map(rows.map((row) => [row.external_id, row.changed_on]))
}
