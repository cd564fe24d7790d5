import { sql } from 'kysely'
import type { ExchangeRate } from '../../shared/commission/input.ts'
import { parseDecimal } from '../../shared/money/parse-decimal.ts'
import type { WorkspaceTx } from './database.ts'

/** Names a stored exchange rate. `on` is a calendar date. */
export type RateName = Pick<ExchangeRate, 'from' | 'to' | 'on'>

/** What people made of a rate that was corrected or taken back. */
export interface RevisedRate {
  /** Decimal texts that it no longer is, or no longer was before it became the same again. */
  replaced: ReadonlySet<string>
  /** What it is now; null where it was taken back. */
  stands: ExchangeRate | null
}

/** As the database writes it beside each calculation that used the rate. */
export const rateKey = ({ from, to, on }: RateName): string => `${from} ${to} ${on}`

/**
 * Holds for whatever reads rates in this transaction that nobody follows a correction meanwhile: what is about to be
 * accrued at an old rate is then found by who looks for it. Any number may read at once.
 */
export async function lockRates(tx: WorkspaceTx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${lockName(tx)}, 0))`.execute(tx.db)
}

/**
 * Waits until everybody who may have read rates before now has committed. Call it in a transaction of its own, after the
 * one that revised a rate: it holds up new readers for as long as it lasts.
 */
export async function awaitRateReaders(tx: WorkspaceTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lockName(tx)}, 0))`.execute(tx.db)
}

const lockName = (tx: WorkspaceTx) => `fx-rates/${tx.workspaceId}`

/** Those of these rates that have more than one revision, by `rateKey`. */
export async function revisedRates(
  tx: WorkspaceTx,
  rates: readonly RateName[],
): Promise<Map<string, RevisedRate>> {
  if (rates.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('fx_rate')
    .select(['from_currency', 'to_currency', 'on_date', 'rate'])
    .where('workspace_id', '=', tx.workspaceId)
    .where((eb) =>
      eb.or(rates.map(({ from, to, on }) => eb.and({ from_currency: from, to_currency: to, on_date: on }))),
    )
    .orderBy('revision')
    .execute()
  const byKey = Map.groupBy(rows, (row) =>
    rateKey({ from: row.from_currency, to: row.to_currency, on: row.on_date }),
  )
  return new Map(
    [...byKey].flatMap(([key, revisions]) => {
      const newest = revisions.at(-1)
      if (!newest || revisions.length < 2) return []
      const { from_currency: from, to_currency: to, on_date: on, rate: text } = newest
      const stands = text === null ? null : { from, to, on, rate: parseDecimal(text), text }
      const replaced = new Set(revisions.slice(0, -1).flatMap(({ rate }) => rate ?? []))
      return [[key, { replaced, stands }] as const]
    }),
  )
}

/** How far a stored rate went into commission lines that stand. */
export interface RateUse {
  deals: number
  /** Those of them that count in a month that is closed. */
  inClosedMonths: number
  /** Further ones that the CRM no longer has: they keep what was accrued. */
  gone: number
}

/** How many deals have a commission line that stands and used this rate, whichever of its revisions. */
export async function howFarRateWent(tx: WorkspaceTx, rate: RateName): Promise<RateUse> {
  const { rows } = await sql<{ deals: number; closed: number; gone: number }>`
    select count(distinct d.id) filter (where d.state = 'active')::int as deals,
        count(distinct d.id) filter (where d.state = 'active' and c.closed_on < closed.until)::int as closed,
        count(distinct d.id) filter (where d.state <> 'active')::int as gone
      from ${linesThatUse(tx, rate)}
      cross join (select (max(month) + interval '1 month')::date as until
        from period_close where workspace_id = ${tx.workspaceId}::uuid) as closed`.execute(tx.db)
  const [row] = rows
  return { deals: row?.deals ?? 0, inClosedMonths: row?.closed ?? 0, gone: row?.gone ?? 0 }
}

/**
 * Won deals that a revised rate may change, by id and at most so many after one of them: those with a line that went by what
 * the rate no longer is, and those in one of its currencies that wait for their commission.
 */
export async function dealsOfRevisedRate(
  tx: WorkspaceTx,
  rate: RateName,
  page: { after: string | null; limit: number },
): Promise<string[]> {
  const rest = page.after === null ? sql`true` : sql`d.id > ${page.after}::uuid`
  const { rows } = await sql<{ id: string }>`
    select d.id from ${linesThatUse(tx, rate)}
      where d.state = 'active' and d.outcome = 'won' and ${rest}
        and c.inputs #>> '{input,fx,0,rate}' is distinct from (
          select r.rate from fx_rate r where ${named(tx, rate)} order by r.revision desc limit 1)
    union select d.id from deal d
      join credit k on k.workspace_id = d.workspace_id and k.deal_id = d.id and k.removed_at is null
      where d.workspace_id = ${tx.workspaceId}::uuid and d.state = 'active' and d.outcome = 'won' and ${rest}
        and d.currency in (${rate.from}, ${rate.to})
        and not exists (select from commission_line l where l.credit_id = k.id)
    order by id limit ${page.limit}`.execute(tx.db)
  return rows.map(({ id }) => id)
}

/** `d` the deal, `l` the line, `c` its latest calculation. A rate of the CRM may have the same name: it is none of ours. */
function linesThatUse(tx: WorkspaceTx, rate: RateName) {
  return sql`commission_calculation c
    join commission_line l on l.id = c.line_id
    join deal d on d.id = l.deal_id and c.workspace_id = ${tx.workspaceId}::uuid and c.fx_rate_key = ${rateKey(rate)}
      and not exists (select from commission_calculation later where later.line_id = c.line_id and later.revision > c.revision)
      and c.why ->> 'withdrawn' is null
      and exists (select from fx_rate r where ${named(tx, rate)} and r.rate = c.inputs #>> '{input,fx,0,rate}')`
}

const named = (tx: WorkspaceTx, { from, to, on }: RateName) =>
  sql`r.workspace_id = ${tx.workspaceId}::uuid and r.from_currency = ${from} and r.to_currency = ${to}
    and r.on_date = ${on}::date`
