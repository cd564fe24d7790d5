/** The rates that a CRM account converts its amounts by. */
export interface ExchangeRates {
  corporateCurrency: string
  /** By currency, the earliest first; the spans of one currency do not overlap. */
  rates: ExchangeRate[]
}

export interface ExchangeRate {
  /** As the CRM writes it; it may be one that we keep no money in. */
  currency: string
  /** The first day on which it holds; null for a rate without beginning. */
  from: string | null
  /** The first day on which it holds no more; null for a rate without end. */
  until: string | null
  /** Decimal text: how many units of the currency one unit of the corporate currency is worth. */
  unitsPerCorporateUnit: string
}
