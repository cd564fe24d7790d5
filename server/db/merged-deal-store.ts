import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import { type MirroredDeal, toDeal } from './deal-store.ts'
import type { Selectable } from 'kysely'
import type { DealTable } from './tables.ts'

/**
 * The deal that a merged one lives on in, however many merges later. null while that one is not in the mirror, where merges
 * form a circle, and for a deal that was not merged.
 */
export async function survivorOf(tx: WorkspaceTx, deal: MirroredDeal): Promise<MirroredDeal | null> {
  if (deal.state !== 'merged' || deal.mergedInto === null) return null
  // `union` without `all` ends a circle of merges.
  const { rows } = await sql<Selectable<DealTable>>`
    with recursive one as (
      select id, connection_id, state, merged_into from deal
        where workspace_id = ${tx.workspaceId}::uuid and id = ${deal.id}::uuid
      union
      select next.id, next.connection_id, next.state, next.merged_into
        from one join deal as next
          on next.connection_id = one.connection_id and next.external_id = one.merged_into
        where next.workspace_id = ${tx.workspaceId}::uuid and one.state = 'merged')
    select deal.* from deal join one on one.id = deal.id
      where deal.workspace_id = ${tx.workspaceId}::uuid and one.state <> 'merged'`.execute(tx.db)
  const [row] = rows
  return row ? toDeal(row) : null
}

export interface MergedDeal {
  id: string
  externalId: string
  /** Lines stand on it that have not been taken back yet; one of zero has terms to keep, and revenue that counts. */
  earns: boolean
}

/** Every deal that lives on in this one, by one merge or several. */
export async function dealsMergedInto(tx: WorkspaceTx, dealId: string): Promise<MergedDeal[]> {
  const { rows } = await sql<MergedDeal>`
    with recursive one as (
      select id, connection_id, external_id from deal
        where workspace_id = ${tx.workspaceId}::uuid and id = ${dealId}::uuid
      union
      select merged.id, merged.connection_id, merged.external_id
        from one join deal as merged
          on merged.connection_id = one.connection_id and merged.merged_into = one.external_id
        where merged.workspace_id = ${tx.workspaceId}::uuid and merged.state = 'merged')
    select one.id, one.external_id as "externalId", exists (
        select from commission_line as line
          join commission_calculation as latest on latest.line_id = line.id and latest.why ->> 'withdrawn' is null
          where line.workspace_id = ${tx.workspaceId}::uuid and line.deal_id = one.id
            and not exists (select from commission_calculation as later
              where later.line_id = line.id and later.revision > latest.revision)) as earns
      from one where one.id <> ${dealId}::uuid order by one.id`.execute(tx.db)
  return rows
}
