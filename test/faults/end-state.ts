import { sql } from 'kysely'
import type { Database, WorkspaceTx } from '../../server/db/database.ts'
import type { RunningSimulator } from '../simulators/hubspot/serve.ts'
import { partnerFieldsInCrm } from './partner-fields-in-crm.ts'

/** What a story leaves behind, in the CRM and in the product, without ids, instants and hashes of such. */
export type EndState = Record<string, unknown>

export async function endState(
  { hubspot, database }: { hubspot: RunningSimulator; database: Database },
  workspaceId: string,
): Promise<EndState> {
  const queries = Object.entries(TABLES)
  const tables = await database.inWorkspace(workspaceId, async (tx) => {
    const found: EndState = {}
    for (const [name, query] of queries) found[name] = await rowsOf(tx, query)
    return found
  })
  return {
    crm: partnerFieldsInCrm(hubspot),
    unlikeTheCrm: await unlikeTheCrm(hubspot, database, workspaceId),
    ...tables,
  }
}

/** Deals whose mirror says something else than the CRM. */
async function unlikeTheCrm(
  { portal }: RunningSimulator,
  database: Database,
  workspaceId: string,
): Promise<string[]> {
  const mirrored = await database.inWorkspace(workspaceId, (tx) =>
    tx.db.selectFrom('deal').select(['external_id', 'name', 'amount_minor', 'stage_id', 'state']).execute(),
  )
  const held = new Map(
    mirrored.map((row) => [
      row.external_id,
      `${row.name}, ${String(row.amount_minor)}, ${row.stage_id ?? ''}, ${row.state}`,
    ]),
  )
  const wrong: string[] = []
  for (const { id, properties } of portal.stores['0-3'].active()) {
    const { dealname, amount, dealstage } = properties
    const expected = `${dealname ?? ''}, ${minorUnits(amount)}, ${dealstage ?? ''}, active`
    if (held.get(id) !== expected) wrong.push(`${id}: ${held.get(id) ?? 'missing'} instead of ${expected}`)
    held.delete(id)
  }
  return [...wrong, ...[...held.keys()].map((id) => `${id}: not in the CRM`)]
}

/** Of the test's currencies, which all have two decimals. */
function minorUnits(amount: string | null | undefined): string {
  if (!amount) return 'null'
  const [whole = '', decimals = ''] = amount.split('.')
  return String(BigInt(whole + decimals.padEnd(2, '0')))
}

const TABLES: Record<string, string> = {
  connections: 'select crm, status, status_reason from connection',
  accounts: `select count(*)::int as count, count(*) filter (where state = 'active')::int as active from account`,
  unfollowedHints: 'select count(*)::int as count from webhook_inbox where processed_at is null',
  unfinishedListings: 'select object from sync_state where resume_run is not null or changed_since is null',
  credits: `select deal.external_id as deal, partner.name as partner, role, evidence, credit.reason,
      registration_id is not null as by_registration, locked_at is not null as locked, removed_reason,
      removed_at is not null as removed
    from credit join deal on deal.id = deal_id join partner on partner.id = partner_id order by credit.id`,
  registrations: `select deal.external_id as deal, partner.name as partner, registration.status, version,
      decided_at is not null as decided
    from registration join deal on deal.id = deal_id join partner on partner.id = partner_id order by registration.id`,
  commission: `select partner.name as partner, rule_id, line.currency, revision, amount_minor::text as amount, cause
    from commission_line as line join commission_calculation on line_id = line.id
      join partner on partner.id = line.partner_id order by line.id, revision`,
  payments:
    'select amount_minor::text as amount, currency, paid_on::text, source from customer_payment order by id',
  ledger: `select sequence::int, kind, line_number, account, partner.name as partner, posting.currency,
      amount_minor::text as amount
    from ledger_transaction as entry join ledger_posting as posting on transaction_id = entry.id
      left join partner on partner.id = partner_id order by sequence, line_number`,
  balances: `select account, partner.name as partner, currency, sum(amount_minor)::text as amount
    from ledger_posting left join partner on partner.id = partner_id
    group by account, partner.name, currency order by account, partner, currency`,
  payouts: `select number, batch.currency, batch.status, total_minor::text as total, partner_name,
      item.amount_minor::text as amount, item.status as item_status, provider_reference
    from payout_batch as batch join payout_item as item on batch_id = batch.id order by number, partner_name`,
  audit: `select subject_kind, kind, count(*)::int as count from audit_event
    group by subject_kind, kind order by subject_kind, kind`,
  writtenBack: `select deal.external_id as deal, written_hash from write_back join deal on deal.id = deal_id
    order by deal.external_id`,
  unfinishedWork: `select topic, last_problem, parked_at is not null as parked from outbox where done_at is null`,
}

/** Every row of one of the queries above, which are ours and hold no input. */
async function rowsOf(tx: WorkspaceTx, query: string): Promise<unknown[]> {
  const { rows } = await sql.raw<unknown>(query).execute(tx.db)
  return rows
}
