import type { ExchangeRate, ExchangeRates } from '../../shared/crm/exchange-rate.ts'
import { CrmError } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { readTogether } from './compose.ts'
import { plainDecimal } from './map-detail.ts'
import { type Reading, queryPages } from './query-pages.ts'
import { queryPath } from './schema.ts'
import { soqlString } from './soql.ts'
import { type Row, queryPage } from './wire.ts'

/** What Salesforce writes as the end of a rate that has none. */
const NEVER = '9999-12-31'

const dated: Reading = {
  kind: 'exchange_rates',
  soql: (after) =>
    `SELECT IsoCode, StartDate, NextStartDate, ConversionRate FROM DatedConversionRate${after ? behind(after) : ''} ` +
    'ORDER BY IsoCode, StartDate',
}

/**
 * The rates of an org with several currencies, by one call for up to 2,000 of them. A currency without dated rates, as all
 * are without advanced currency management, has the one rate of its own for all days.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_datedconversionrate.htm
 */
export async function readExchangeRates(
  client: SalesforceClient,
  corporateCurrency: string,
): Promise<ExchangeRates> {
  const parts = {
    currencies: queryPath('SELECT IsoCode, ConversionRate FROM CurrencyType ORDER BY IsoCode'),
    dated: queryPath(dated.soql(undefined), 'queryAll'),
  }
  const { data } = await readTogether(client, parts, dated)
  const first = data.readIfThere('dated', queryPage)
  const rates: ExchangeRate[] = []
  if (first) for await (const { rows } of queryPages(client, dated, first)) rates.push(...rows.map(datedRate))
  const haveDated = new Set(rates.map(({ currency }) => currency))
  for (const row of data.read('currencies', queryPage).records) {
    const currency = row['IsoCode'] ?? ''
    if (!haveDated.has(currency)) rates.push({ currency, from: null, until: null, ...worth(row) })
  }
  // Each currency's own rows are in order already.
  return {
    corporateCurrency,
    rates: rates.sort((a, b) => (a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : 0)),
  }
}

function datedRate(row: Row): ExchangeRate {
  const until = row['NextStartDate'] ?? null
  return {
    currency: row['IsoCode'] ?? '',
    from: row['StartDate'] ?? null,
    until: until === NEVER ? null : until,
    ...worth(row),
  }
}

function worth(row: Row): Pick<ExchangeRate, 'unitsPerCorporateUnit'> {
  const rate = plainDecimal(row['ConversionRate'] ?? null)
  if (rate === null) {
    throw new CrmError(
      'unavailable',
      `Salesforce did not say what the currency ${row['IsoCode'] ?? ''} is worth`,
    )
  }
  return { unitsPerCorporateUnit: rate }
}

function behind(row: Row): string {
  const code = soqlString(row['IsoCode'] ?? '')
  return ` WHERE IsoCode > ${code} OR (IsoCode = ${code} AND StartDate > ${row['StartDate'] ?? ''})`
}
