import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'

/** What one unit of `from` is worth in `to` on a day, as decimal text. Never changed once it is stored. */
export interface FxRateRecord {
  from: string
  to: string
  /** Calendar date. */
  on: string
  rate: string
  source: string
  recordedBy: string | null
  recordedAt: Date
}

/** Newest day first, then by pair; `after` is the last row that the caller has. */
export async function listFxRates(
  tx: WorkspaceTx,
  page: { after: Pick<FxRateRecord, 'from' | 'to' | 'on'> | null; limit: number },
): Promise<FxRateRecord[]> {
  const { after } = page
  const rows = await rates(tx)
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

export async function countFxRates(tx: WorkspaceTx): Promise<number> {
  const row = await tx.db
    .selectFrom('fx_rate')
    .select(sql<bigint>`count(*)`.as('n'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Adds what is new and returns the stored rates of all these pairs and days, old ones as they were. */
export async function insertFxRates(
  tx: WorkspaceTx,
  added: readonly FxRateRecord[],
): Promise<FxRateRecord[]> {
  const incoming = unnestRows(added, {
    from_currency: { type: 'text', of: (rate) => rate.from },
    to_currency: { type: 'text', of: (rate) => rate.to },
    on_date: { type: 'date', of: (rate) => rate.on },
    rate: { type: 'text', of: (rate) => rate.rate },
    source: { type: 'text', of: (rate) => rate.source },
    recorded_by: { type: 'uuid', of: (rate) => rate.recordedBy },
    recorded_at: { type: 'timestamptz', of: (rate) => rate.recordedAt },
  })
  await sql`insert into fx_rate (workspace_id, from_currency, to_currency, on_date, rate, source, recorded_by, recorded_at)
    select ${tx.workspaceId}::uuid, incoming.* from (${incoming}) as incoming on conflict do nothing`.execute(
    tx.db,
  )
  const keys = unnestRows(added, {
    from_currency: { type: 'text', of: (rate) => rate.from },
    to_currency: { type: 'text', of: (rate) => rate.to },
    on_date: { type: 'date', of: (rate) => rate.on },
  })
  const rows = await rates(tx)
    .where(sql<boolean>`(from_currency, to_currency, on_date) in (${keys})`)
    .execute()
  return rows.map(toRate)
}

function rates(tx: WorkspaceTx) {
  return tx.db.selectFrom('fx_rate').selectAll().where('workspace_id', '=', tx.workspaceId)
}

function toRate(row: Awaited<ReturnType<ReturnType<typeof rates>['execute']>>[number]): FxRateRecord {
  return {
    from: row.from_currency,
    to: row.to_currency,
    on: row.on_date,
    rate: row.rate,
    source: row.source,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  }
}
