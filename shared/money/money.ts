export type CurrencyCode = string

/** An amount in a currency's smallest unit: 1050 USD-minor is $10.50. */
export interface Money {
  amountMinor: bigint
  currency: CurrencyCode
}
