import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'

/** What one unit of `from` is worth in `to` on a day. No revision of it is ever changed. */
export interface FxRateRecord {
  from: string
  to: string
  /** Calendar date. */
  on: string
  /** Decimal text; null where this revision takes the rate back. */
  rate: string | null
  source: string
  recordedBy: string | null
  recordedAt: Date
}

/** One of the values that a rate was given, one after the other. The newest counts. */
export interface FxRateRevision extends FxRateRecord {
  /** Counted from 1. */
  revision: number
  /** Why it took the place of the one before; null for the first. */
  reason: string | null
}

/** Beginnings of the currencies that are looked for: one for either side, two for both in this order; none for all. */
export type CurrencySearch = readonly [] | readonly [string] | readonly [string, string]

/** The newest revision of each: newest day first, then by pair; `after` is the last row that the caller has. */
export async function listFxRates(
  tx: WorkspaceTx,
  page: { search: CurrencySearch; after: Pick<FxRateRecord, 'from' | 'to' | 'on'> | null; limit: number },
): Promise<FxRateRevision[]> {
  const { after } = page
  const rows = await rates(tx)
    .where(newest)
    .where(matching(page.search))
    .$if(after !== null, (q) =>
      q.where(
        sql<boolean>`(on_date < ${after?.on}::date
          or (on_date = ${after?.on}::date and (from_currency, to_currency) > (${after?.from}, ${after?.to})))`,
      ),
    )
    .orderBy('on_date', 'desc')
    .orderBy('from_currency')
    .orderBy('to_currency')
    .limit(page.limit)
    .execute()
  return rows.map(toRate)
}

export async function countFxRates(tx: WorkspaceTx, search: CurrencySearch): Promise<number> {
  const row = await tx.db
    .selectFrom('fx_rate')
    .select(sql<bigint>`count(*)`.as('n'))
    .where('workspace_id', '=', tx.workspaceId)
    .where(newest)
    .where(matching(search))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Every value that a rate was given, newest first; none where it was never stored. */
export async function fxRateRevisions(
  tx: WorkspaceTx,
  { from, to, on }: Pick<FxRateRecord, 'from' | 'to' | 'on'>,
): Promise<FxRateRevision[]> {
  const rows = await rates(tx)
    .where('from_currency', '=', from)
    .where('to_currency', '=', to)
    .where('on_date', '=', on)
    .orderBy('revision', 'desc')
    .execute()
  return rows.map(toRate)
}

/** False when somebody else added this revision first: then nothing is stored. */
export async function insertFxRateRevision(tx: WorkspaceTx, revised: FxRateRevision): Promise<boolean> {
  const added = await tx.db
    .insertInto('fx_rate')
    .values({
      workspace_id: tx.workspaceId,
      from_currency: revised.from,
      to_currency: revised.to,
      on_date: revised.on,
      revision: revised.revision,
      rate: revised.rate,
      source: revised.source,
      reason: revised.reason,
      recorded_by: revised.recordedBy,
      recorded_at: revised.recordedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('revision')
    .executeTakeFirst()
  return added !== undefined
}

/**
 * Adds what is new, and what was taken back as a further revision; returns the stored rates of all these pairs and days, old
 * ones as they were.
 */
export async function insertFxRates(
  tx: WorkspaceTx,
  added: readonly FxRateRecord[],
): Promise<FxRateRevision[]> {
  const incoming = unnestRows(added, {
    from_currency: { type: 'text', of: (rate) => rate.from },
    to_currency: { type: 'text', of: (rate) => rate.to },
    on_date: { type: 'date', of: (rate) => rate.on },
    rate: { type: 'text', of: (rate) => rate.rate },
    source: { type: 'text', of: (rate) => rate.source },
    recorded_by: { type: 'uuid', of: (rate) => rate.recordedBy },
    recorded_at: { type: 'timestamptz', of: (rate) => rate.recordedAt },
  })
  await sql`insert into fx_rate (workspace_id, from_currency, to_currency, on_date, rate, source, recorded_by, recorded_at,
      revision, reason)
    select ${tx.workspaceId}::uuid, incoming.*, coalesce(held.revision, 0) + 1,
        case when held.revision is not null then 'Added again after it was taken back' end
      from (${incoming}) as incoming
      left join lateral (select r.revision, r.rate from fx_rate r
        where r.workspace_id = ${tx.workspaceId}::uuid and r.from_currency = incoming.from_currency
          and r.to_currency = incoming.to_currency and r.on_date = incoming.on_date
        order by r.revision desc limit 1) as held on true
      where held.rate is null
      on conflict do nothing`.execute(tx.db)
  const keys = unnestRows(added, {
    from_currency: { type: 'text', of: (rate) => rate.from },
    to_currency: { type: 'text', of: (rate) => rate.to },
    on_date: { type: 'date', of: (rate) => rate.on },
  })
  const rows = await rates(tx)
    .where(newest)
    .where(sql<boolean>`(from_currency, to_currency, on_date) in (${keys})`)
    .execute()
  return rows.map(toRate)
}

const newest = sql<boolean>`not exists (select from fx_rate later
  where later.workspace_id = fx_rate.workspace_id and later.from_currency = fx_rate.from_currency
    and later.to_currency = fx_rate.to_currency and later.on_date = fx_rate.on_date
    and later.revision > fx_rate.revision)`

function matching([one, other]: CurrencySearch) {
  if (one === undefined) return sql<boolean>`true`
  const begins = (column: string, text: string) => sql<boolean>`starts_with(${sql.ref(column)}, ${text})`
  return other === undefined
    ? sql<boolean>`(${begins('from_currency', one)} or ${begins('to_currency', one)})`
    : sql<boolean>`(${begins('from_currency', one)} and ${begins('to_currency', other)})`
}

function rates(tx: WorkspaceTx) {
  return tx.db.selectFrom('fx_rate').selectAll().where('workspace_id', '=', tx.workspaceId)
}

function toRate(row: Awaited<ReturnType<ReturnType<typeof rates>['execute']>>[number]): FxRateRevision {
  return {
    from: row.from_currency,
    to: row.to_currency,
    on: row.on_date,
    revision: row.revision,
    rate: row.rate,
    reason: row.reason,
    source: row.source,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  }
}
