import { sql } from 'kysely'
import type { DealDetail, GoneDetail } from '../../shared/crm/deal-detail.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { addWorks } from '../jobs/outbox.ts'

/**
 * Looks again at the won deals with credit that these line items belong or belonged to, or at all of a connection, where a
 * plan goes by products. Call it in the transaction that stores them, and before: it goes by where they were as well.
 */
export async function followProducts(
  tx: WorkspaceTx,
  connectionId: string,
  items: readonly (DealDetail | GoneDetail)[] | 'all',
): Promise<void> {
  const which = items === 'all' ? sql<boolean>`true` : ofItems(connectionId, items)
  const { rows } = await sql<{ id: string }>`
    select deal.id from deal
      where deal.workspace_id = ${tx.workspaceId}::uuid and deal.connection_id = ${connectionId}::uuid
        and deal.outcome = 'won' and deal.state = 'active' and ${which}
        and exists (select from credit
          where credit.workspace_id = deal.workspace_id and credit.deal_id = deal.id and credit.removed_at is null)
        and exists (select from plan_version
          where plan_version.workspace_id = deal.workspace_id
            and (terms @? '$.rules[*].when.products' or terms @? '$.rules[*] ? (@.basis == "lineItems")'))
      order by deal.id`.execute(tx.db)
  await addWorks(
    tx,
    rows.map(({ id }) => ({ topic: 'deal.changed' as const, payload: { dealId: id }, dedupeKey: id })),
  )
}

function ofItems(connectionId: string, items: readonly (DealDetail | GoneDetail)[]) {
  const deals = items.flatMap((item) => (item.kind === 'gone' ? [] : item.dealExternalId))
  const ids = items.map(({ externalId }) => externalId)
  return sql<boolean>`(deal.external_id = any(${deals}::text[]) or deal.external_id in (
    select held.deal_external_id from deal_line_item held
      where held.connection_id = ${connectionId}::uuid and held.external_id = any(${ids}::text[])))`
}
