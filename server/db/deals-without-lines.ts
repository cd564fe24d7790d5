import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'

/** Won deals in one of these currencies that carry live credit and no commission line yet. */
export async function dealsWithoutLines(tx: WorkspaceTx, currencies: readonly string[]): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('deal as d')
    .select('d.id')
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('d.state', '=', 'active')
    .where('d.outcome', '=', 'won')
    .where('d.currency', 'in', [...currencies])
    .where(
      sql<boolean>`exists (select from credit k where k.workspace_id = d.workspace_id and k.deal_id = d.id
      and k.removed_at is null)`,
    )
    .where(
      sql<boolean>`not exists (select from commission_line l where l.workspace_id = d.workspace_id
      and l.deal_id = d.id)`,
    )
    .orderBy('d.id')
    .execute()
  return rows.map(({ id }) => id)
}
