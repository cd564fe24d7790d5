import type { CurrencyCode } from './money.ts'

/**
 * How many decimals each ISO 4217 currency has. Our own table, because Intl shows some currencies (HUF, IDR,
 * COP, PKR and others) with fewer decimals than they are booked in: it is made for display, not for money.
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...codes(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...codes(
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
     CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
     IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
     MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
     SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
     YER ZAR ZMW ZWG`,
  ),
  ...codes(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...codes(4, 'CLF UYW'),
  // Withdrawn lately; deals from before still carry them.
  ...codes(2, 'ANG BGN HRK SLL'),
])

/** Decimals of the currency's smallest unit: JPY 0, USD 2, KWD 3. Throws `UnknownCurrency` for anything that is not in ISO 4217. */
export function exponentOf(currency: CurrencyCode): number {
  const exponent = EXPONENTS.get(currency)
  if (exponent === undefined) throw new UnknownCurrency(currency)
  return exponent
}

/** Whether this is the code of a currency that amounts can be held in; upper case only. */
export function isCurrency(code: string): code is CurrencyCode {
  return EXPONENTS.has(code)
}

export class UnknownCurrency extends Error {
  readonly currency: string

  constructor(currency: string) {
    super(`"${currency}" is not an ISO 4217 currency code.`)
    this.name = 'UnknownCurrency'
    this.currency = currency
  }
}

function codes(exponent: number, list: string): [string, number][] {
  return list.split(/\s+/).map((code) => [code, exponent])
}
