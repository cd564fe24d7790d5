import { SoapApi } from 'jsforce/lib/api/soap.js'
import { isCurrency } from '../../shared/money/currency.ts'
import { CrmError } from '../crm.port.ts'
import { type SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'
import { type Schema, queryPath } from './schema.ts'
import { queryPage } from './wire.ts'

/**
 * The currency that amounts without one of their own are in. REST does not tell the currency of an org that has only one:
 * SOAP does. A server that speaks like Salesforce without SOAP is asked for the org's locale, from which Salesforce takes a
 * new org's currency. Throws `CrmError('rejected')` when nothing tells; a guess would turn every amount into another one.
 */
export async function homeCurrencyOf(client: SalesforceClient, schema: Schema): Promise<string> {
  const currency =
    schema.corporateCurrency ?? (await currencyBySoap(client)) ?? (await currencyByLocale(client))
  if (currency && isCurrency(currency)) return currency
  throw new CrmError(
    'rejected',
    `Salesforce does not tell in which currency the org ${schema.organization.name} keeps its amounts. A Salesforce admin names it ` +
      'in Setup under Company Information, Currency Locale, and gives the connected user the permission "API Enabled".',
  )
}

async function currencyBySoap(client: SalesforceClient): Promise<string | undefined> {
  try {
    const user = await client.bySoap('user_info', (connection) => new SoapApi(connection).getUserInfo())
    return user.orgDefaultCurrencyIsoCode || undefined
  } catch (error) {
    if (error instanceof CrmError && (error.code === 'rejected' || error.code === 'forbidden'))
      return undefined
    throw error
  }
}

async function currencyByLocale(client: SalesforceClient): Promise<string | undefined> {
  try {
    const { data } = await client.call({
      kind: 'organization',
      method: 'GET',
      path: queryPath('SELECT DefaultLocaleSidKey FROM Organization'),
      reply: queryPage,
      urgent: true,
    })
    const region = /_([A-Z]{2})(?:_|$)/.exec(data.records[0]?.['DefaultLocaleSidKey'] ?? '')?.[1]
    return region === undefined ? undefined : CURRENCY_OF_REGION.get(region)
  } catch (error) {
    if (error instanceof SalesforceRejection) return undefined
    throw error
  }
}

/** Only regions with one currency that everybody there keeps books in. */
const CURRENCY_OF_REGION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AUD: 'AU',
    BRL: 'BR',
    CAD: 'CA',
    CHF: 'CH LI',
    CNY: 'CN',
    CZK: 'CZ',
    DKK: 'DK',
    EUR: 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK',
    GBP: 'GB',
    HKD: 'HK',
    HUF: 'HU',
    ILS: 'IL',
    INR: 'IN',
    JPY: 'JP',
    KRW: 'KR',
    MXN: 'MX',
    NOK: 'NO',
    NZD: 'NZ',
    PLN: 'PL',
    RON: 'RO',
    SEK: 'SE',
    SGD: 'SG',
    THB: 'TH',
    TRY: 'TR',
    TWD: 'TW',
    USD: 'US',
    ZAR: 'ZA',
  }).flatMap(([currency, regions]) => regions.split(' ').map((region) => [region, currency] as const)),
)
