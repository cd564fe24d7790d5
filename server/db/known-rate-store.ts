import { sql } from 'kysely'
import type { ExchangeRate } from '../../shared/commission/input.ts'
import { parseDecimal } from '../../shared/money/parse-decimal.ts'
import type { WorkspaceTx } from './database.ts'

/** What is known of exchange rates between some currencies on some days. */
export interface KnownRates {
  /** The workspace's own, by day: of each pair the newest day's that stands, of that day or one before. */
  own: ReadonlyMap<string, readonly ExchangeRate[]>
  /** Those that the CRM account converts by. */
  crm: readonly CrmRate[]
}

export interface CrmRate {
  corporateCurrency: string
  currency: string
  /** The first day on which it holds, and the first on which it holds no more. */
  from: string | null
  until: string | null
  /** Decimal text. */
  unitsPerCorporateUnit: string
}

/**
 * Everything that is known of these currencies on these calendar dates, in two queries. Of a rate that was corrected the newest
 * revision counts; one that was taken back is not known.
 */
export async function knownRates(
  tx: WorkspaceTx,
  connectionId: string,
  currencies: readonly string[],
  days: readonly string[],
): Promise<KnownRates> {
  if (currencies.length < 2 || days.length === 0) return { own: new Map(), crm: [] }
  const { rows } = await sql<OwnRow>`
    select day::text as day, r.from_currency, r.to_currency, r.on_date::text as on_date, r.rate
      from unnest(${[...days]}::date[]) as day cross join lateral (
        select distinct on (from_currency, to_currency) from_currency, to_currency, on_date, rate
          from fx_rate
          where workspace_id = ${tx.workspaceId}::uuid and on_date <= day and rate is not null
            and not exists (select from fx_rate later
              where later.workspace_id = fx_rate.workspace_id and later.from_currency = fx_rate.from_currency
                and later.to_currency = fx_rate.to_currency and later.on_date = fx_rate.on_date
                and later.revision > fx_rate.revision)
            and from_currency = any(${[...currencies]}::text[]) and to_currency = any(${[...currencies]}::text[])
          order by from_currency, to_currency, on_date desc) as r`.execute(tx.db)
  const crm = await tx.db
    .selectFrom('exchange_rate')
    .select(['corporate_currency', 'currency', 'from_date', 'until_date', 'rate'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('currency', 'in', [...currencies])
    .execute()
  return {
    own: Map.groupBy(rows.map(toOwn), ({ day }) => day),
    crm: crm.map((row) => ({
      corporateCurrency: row.corporate_currency,
      currency: row.currency,
      from: row.from_date,
      until: row.until_date,
      unitsPerCorporateUnit: row.rate,
    })),
  }
}

interface OwnRow {
  day: string
  from_currency: string
  to_currency: string
  on_date: string
  rate: string
}

function toOwn(row: OwnRow): ExchangeRate & { day: string } {
  return {
    day: row.day,
    from: row.from_currency,
    to: row.to_currency,
    on: row.on_date,
    rate: parseDecimal(row.rate),
    text: row.rate,
  }
}
