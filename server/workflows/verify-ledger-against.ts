import { sql } from 'kysely'
import { batchContentText } from '../../shared/payout/batch-content.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { sha256 } from '../db/ledger-store.ts'
import { toItem } from '../db/payout-store.ts'
import type { BadRow } from './verify-ledger.ts'

/** Each line's accrual in the ledger is the amount of its latest calculation. One statement, so it sees one instant. */
export async function verifyCommission(tx: WorkspaceTx): Promise<BadRow | null> {
  const { rows } = await sql<{ id: string; accrued: bigint; calculated: bigint }>`
    select coalesce(l.id, p.line_id) as id, coalesce(p.accrued, 0)::bigint as accrued,
      coalesce(c.amount_minor, 0)::bigint as calculated
    from commission_line l
    left join lateral (select amount_minor from commission_calculation c
      where c.line_id = l.id order by revision desc limit 1) c on true
    full join (select commission_line_id as line_id, sum(amount_minor) as accrued from ledger_posting
      where workspace_id = ${tx.workspaceId} and account = 'commission_expense' group by commission_line_id) p
      on p.line_id = l.id
    where coalesce(l.workspace_id, ${tx.workspaceId}) = ${tx.workspaceId}
      and coalesce(p.accrued, 0) <> coalesce(c.amount_minor, 0)
    order by 1 limit 1`.execute(tx.db)
  const [bad] = rows
  if (!bad) return null
  return {
    row: `commission_line ${bad.id}`,
    problem: `the ledger has ${bad.accrued} minor units for it and its latest calculation says ${bad.calculated}`,
  }
}

/** Batches say what their items say, and the ledger has each payment where its state says it is. */
export async function verifyPayouts(tx: WorkspaceTx): Promise<BadRow | null> {
  return (await payoutItemFault(tx)) ?? (await payoutBatchFault(tx))
}

async function payoutItemFault(tx: WorkspaceTx): Promise<BadRow | null> {
  const { rows } = await sql<{
    id: string
    status: string
    amount: bigint
    in_transit: bigint
    cash: bigint
  }>`
    select i.id, i.status, i.amount_minor as amount, coalesce(p.in_transit, 0)::bigint as in_transit,
      coalesce(p.cash, 0)::bigint as cash
    from payout_item i
    left join (select t.cause ->> 'itemId' as item_id,
        -sum(p.amount_minor) filter (where p.account = 'in_transit') as in_transit,
        -sum(p.amount_minor) filter (where p.account = 'cash') as cash
      from ledger_transaction t join ledger_posting p on p.transaction_id = t.id
      where t.workspace_id = ${tx.workspaceId} and t.kind like 'payout\\_%' group by 1) p on p.item_id = i.id::text
    where i.workspace_id = ${tx.workspaceId}
      and (coalesce(p.in_transit, 0) <> case when i.status in ('sent', 'unclaimed') then i.amount_minor else 0 end
        or coalesce(p.cash, 0) <> case when i.status = 'confirmed' then i.amount_minor else 0 end)
    order by i.id limit 1`.execute(tx.db)
  const [bad] = rows
  if (!bad) return null
  const { id, status, amount, in_transit: inTransit, cash } = bad
  return {
    row: `payout_item ${id}`,
    problem: `it is ${status} with ${amount} minor units, and the ledger has ${inTransit} in transit and ${cash} paid for it`,
  }
}

async function payoutBatchFault(tx: WorkspaceTx): Promise<BadRow | null> {
  const batches = await tx.db
    .selectFrom('payout_batch')
    .select(['id', 'currency', 'item_count', 'total_minor', 'content_hash'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('number')
    .execute()
  for (const batch of batches) {
    const rows = await tx.db
      .selectFrom('payout_item')
      .selectAll()
      .where('workspace_id', '=', tx.workspaceId)
      .where('batch_id', '=', batch.id)
      .execute()
    const items = rows.map(toItem)
    const total = items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
    const row = `payout_batch ${batch.id}`
    if (items.length !== batch.item_count || total !== batch.total_minor) {
      return { row, problem: 'its count or total is not that of its payments' }
    }
    if (sha256(batchContentText({ currency: batch.currency, items })) !== batch.content_hash) {
      return { row, problem: 'its payments are not those that its hash was taken of' }
    }
  }
  return null
}
