import type { ExchangeRates } from '../../shared/crm/exchange-rate.ts'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'
import { sql } from 'kysely'

/** Makes the rates of a connection these; returns how many rows that wrote, none when they are as they were. */
export async function replaceExchangeRates(
  tx: WorkspaceTx,
  connectionId: string,
  { corporateCurrency, rates }: ExchangeRates,
): Promise<number> {
  const held = await tx.db
    .selectFrom('exchange_rate')
    .select(['corporate_currency', 'currency', 'from_date', 'until_date', 'rate'])
    .where('connection_id', '=', connectionId)
    .execute()
  const keysHeld = new Set(
    held.map((row) =>
      JSON.stringify([row.corporate_currency, row.currency, row.from_date, row.until_date, row.rate]),
    ),
  )
  const wanted = rates.map((rate) =>
    JSON.stringify([corporateCurrency, rate.currency, rate.from, rate.until, rate.unitsPerCorporateUnit]),
  )
  if (keysHeld.size === wanted.length && wanted.every((key) => keysHeld.has(key))) return 0
  await tx.db.deleteFrom('exchange_rate').where('connection_id', '=', connectionId).execute()
  if (rates.length === 0) return held.length
  const incoming = unnestRows(rates, {
    currency: { type: 'text', of: (rate) => rate.currency },
    from_date: { type: 'date', of: (rate) => rate.from },
    until_date: { type: 'date', of: (rate) => rate.until },
    rate: { type: 'text', of: (rate) => rate.unitsPerCorporateUnit },
  })
  await sql`
    insert into exchange_rate (workspace_id, connection_id, corporate_currency, currency, from_date, until_date, rate)
      select ${tx.workspaceId}::uuid, ${connectionId}::uuid, ${corporateCurrency}, currency, from_date, until_date, rate
        from (${incoming}) as incoming`.execute(tx.db)
  return rates.length
}

/** How many units of the currency one unit of the corporate currency was worth on a day, as decimal text; undefined where nobody said. */
export async function exchangeRateOn(
  tx: WorkspaceTx,
  connectionId: string,
  currency: string,
  day: string,
): Promise<{ corporateCurrency: string; unitsPerCorporateUnit: string } | undefined> {
  const row = await tx.db
    .selectFrom('exchange_rate')
    .select(['corporate_currency', 'rate'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('currency', '=', currency)
    .where((eb) => eb.or([eb('from_date', 'is', null), eb('from_date', '<=', day)]))
    .where((eb) => eb.or([eb('until_date', 'is', null), eb('until_date', '>', day)]))
    .executeTakeFirst()
  return row && { corporateCurrency: row.corporate_currency, unitsPerCorporateUnit: row.rate }
}
