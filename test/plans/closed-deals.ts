import type { WorkspaceTx } from '../../server/db/database.ts'
import { newId } from '../../server/ids.ts'

export interface ClosedDeal {
  externalId: string
  partner: string
  amountMinor: bigint
  closedAt: Date
  name?: string
  currency?: string
  role?: 'sourced' | 'influenced'
  outcome?: 'open' | 'won' | 'lost'
  state?: 'active' | 'archived'
}

/** Deals with one credit each, as a sync and people would have left them. */
export async function addClosedDeals(
  tx: WorkspaceTx,
  of: { connectionId: string; by: string },
  deals: readonly ClosedDeal[],
): Promise<void> {
  const partners = await tx.db.selectFrom('partner').select(['id', 'name']).execute()
  const scope = { workspace_id: tx.workspaceId }
  const rows = deals.map((deal) => ({ ...deal, id: newId() }))
  await tx.db
    .insertInto('deal')
    .values(
      rows.map((deal) => ({
        ...scope,
        id: deal.id,
        connection_id: of.connectionId,
        external_id: deal.externalId,
        name: deal.name ?? `Deal ${deal.externalId}`,
        amount_minor: deal.amountMinor,
        currency: deal.currency ?? 'USD',
        outcome: deal.outcome ?? ('won' as const),
        state: deal.state ?? ('active' as const),
        closed_at: deal.closedAt,
        crm_created_at: deal.closedAt,
        content_hash: '',
        synced_at: deal.closedAt,
      })),
    )
    .execute()
  await tx.db
    .insertInto('credit')
    .values(
      rows.map((deal) => {
        const partner = partners.find(({ name }) => name === deal.partner)
        if (!partner) throw new Error(`there is no partner ${deal.partner}`)
        return {
          ...scope,
          id: newId(),
          deal_id: deal.id,
          partner_id: partner.id,
          role: deal.role ?? ('sourced' as const),
          evidence: 'manual' as const,
          created_by: of.by,
          created_at: deal.closedAt,
        }
      }),
    )
    .execute()
}
