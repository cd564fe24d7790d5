import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'

/** That a subscription of a deal was renewed or cancelled. */
export interface SubscriptionChange {
  dealId: string
  /** The billing system's id. */
  externalId: string
  status: 'active' | 'cancelled'
  /** Calendar date from which it holds. */
  on: string
  /** When the billing system said so. */
  at: Date
}

/** Keeps the newest change by its date, whatever the order in which they come: of one date, the one said last; of one instant, the end. */
export async function keepSubscription(tx: WorkspaceTx, change: SubscriptionChange): Promise<void> {
  await sql`
    insert into subscription as kept (workspace_id, deal_id, external_id, status, changed_on, changed_at)
      values (${tx.workspaceId}, ${change.dealId}, ${change.externalId}, ${change.status}, ${change.on}::date, ${change.at})
      on conflict (deal_id, external_id) do update
        set status = excluded.status, changed_on = excluded.changed_on, changed_at = excluded.changed_at
        where (excluded.changed_on, excluded.changed_at, excluded.status)
          > (kept.changed_on, kept.changed_at, kept.status)`.execute(tx.db)
}
