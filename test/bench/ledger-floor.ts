import { newId } from '../../server/ids.ts'
import type { LedgerEntry } from '../../server/db/ledger-store.ts'

/** A bare connection: text and parameters, nothing between. */
export interface BareConnection {
  query(text: string, parameters?: unknown[]): Promise<unknown>
}

/**
 * The least that a ledger can do: two tables with their keys, idempotency by a unique key, and a balance that the database
 * enforces by statement, in transactions that name their role and workspace first, as all of ours do. No chain, no signature,
 * no rows of other tenants, no closed months, nothing to look postings up by.
 */
export async function prepareFloor(connection: BareConnection): Promise<void> {
  for (const statement of SCHEMA) await connection.query(statement)
}

const SCHEMA = [
  `do $$ begin create role ledger_floor nologin; exception when duplicate_object then null; end $$`,
  `create table floor_journal (
     id uuid primary key, idempotency_key text not null unique, kind text not null, cause jsonb not null,
     effective_at timestamptz not null, recorded_at timestamptz not null)`,
  `create table floor_posting (
     journal_id uuid not null references floor_journal, line_number integer not null, account text not null,
     partner_id uuid not null, deal_id uuid not null, line_id uuid not null, currency text not null,
     amount_minor bigint not null, primary key (journal_id, line_number))`,
  `create function floor_must_balance() returns trigger language plpgsql as $$
   begin
     if exists (select from added group by journal_id, currency having sum(amount_minor) <> 0) then
       raise exception 'does not balance';
     end if;
     return null;
   end $$`,
  `create trigger floor_balances after insert on floor_posting
     referencing new table as added for each statement execute function floor_must_balance()`,
  `grant select, insert on floor_journal, floor_posting to ledger_floor`,
]

const SCOPE = `select set_config('role', 'ledger_floor', true), set_config('app.workspace_id', $1, true)`

const JOURNALS = `insert into floor_journal
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::timestamptz[])`
const POSTINGS = `insert into floor_posting
  select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[])`

const WORKSPACE = newId()

/** All of these entries in one transaction: its scope and two inserts. */
export async function postBare(connection: BareConnection, entries: readonly LedgerEntry[]): Promise<void> {
  const now = new Date().toISOString()
  const rows = entries.map((entry) => ({ id: newId(), entry }))
  const postings = rows.flatMap(({ id, entry }) =>
    entry.postings.map((posting, index) => ({ id, number: index + 1, posting })),
  )
  await connection.query('begin')
  await connection.query(SCOPE, [WORKSPACE])
  await connection.query(JOURNALS, [
    rows.map(({ id }) => id),
    rows.map(({ entry }) => entry.idempotencyKey),
    rows.map(({ entry }) => entry.kind),
    rows.map(({ entry }) => JSON.stringify(entry.cause)),
    rows.map(({ entry }) => entry.effectiveAt.toISOString()),
    rows.map(() => now),
  ])
  await connection.query(POSTINGS, [
    postings.map(({ id }) => id),
    postings.map(({ number }) => number),
    postings.map(({ posting }) => posting.account),
    postings.map(({ posting }) => posting.partnerId),
    postings.map(({ posting }) => posting.dealId),
    postings.map(({ posting }) => posting.commissionLineId),
    postings.map(({ posting }) => posting.currency),
    postings.map(({ posting }) => String(posting.amountMinor)),
  ])
  await connection.query('commit')
}
