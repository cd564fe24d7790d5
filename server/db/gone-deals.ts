import { type RawBuilder, sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'

/** Why nothing more is released of a deal. */
export type Gone = 'archived' | 'missing'

/** Of `d`, a row of the deals: null while it is there. One that was merged goes by the deal that it lives on in, however many merges later. */
export const goneState: RawBuilder<Gone | null> = sql`case d.state
  when 'active' then null
  when 'merged' then (with recursive heir as (
      select n.connection_id, n.merged_into, n.state from deal as n
        where n.connection_id = d.connection_id and n.external_id = d.merged_into
      union
      select n.connection_id, n.merged_into, n.state from heir join deal as n
        on n.connection_id = heir.connection_id and n.external_id = heir.merged_into
        where heir.state = 'merged')
    select case coalesce(max(heir.state) filter (where heir.state <> 'merged'), 'missing')
      when 'archived' then 'archived' when 'missing' then 'missing' end from heir)
  else d.state end`

/** Of these deals, those that the CRM no longer has, with why. */
export async function goneDeals(tx: WorkspaceTx, dealIds: readonly string[]): Promise<Map<string, Gone>> {
  if (dealIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('deal as d')
    .select(['d.id', goneState.as('gone')])
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('d.id', 'in', [...new Set(dealIds)])
    .execute()
  return new Map(rows.flatMap(({ id, gone }) => (gone ? [[id, gone] as const] : [])))
}
