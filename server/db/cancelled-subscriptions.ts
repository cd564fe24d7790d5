import type { WorkspaceTx } from './database.ts'

/**
 * The day on which each cancelled subscription ended, by the billing system's id, of these deals together: a deal that was
 * merged away was told of its own. The newest change holds.
 */
export async function cancelledSubscriptions(
  tx: WorkspaceTx,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db
    .selectFrom('subscription')
    .select(['external_id', 'changed_on', 'status'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', 'in', [...dealIds])
    .orderBy('changed_on')
    .orderBy('changed_at')
    .execute()
  const newest = new Map(rows.map((row) => [row.external_id, row]))
  return new Map(
    [...newest.values()].flatMap(({ external_id: id, changed_on: on, status }) =>
      status === 'cancelled' ? [[id, on] as const] : [],
    ),
  )
}
