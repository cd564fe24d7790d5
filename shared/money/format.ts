import type { MoneyJson } from '../contract/money-json.ts'
import { exponentOf } from './currency.ts'
import type { Money } from './money.ts'
import { parseMoney } from './parse-decimal.ts'

/** Plain decimal text in the currency's own number of decimals: "7200.00", "-0.05", "1000" for yen. */
export function formatDecimal(amount: Money): string {
  const exponent = exponentOf(amount.currency)
  const negative = amount.amountMinor < 0n
  const digits = (negative ? -amount.amountMinor : amount.amountMinor).toString().padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const fraction = digits.slice(digits.length - exponent)
  return `${negative ? '-' : ''}${whole}${exponent > 0 ? `.${fraction}` : ''}`
}

export function toMoneyJson(amount: Money): MoneyJson {
  return { amount: formatDecimal(amount), currency: amount.currency }
}

/** Throws `InvalidAmount` or `UnknownCurrency`. Below zero is allowed: balances can be. */
export function fromMoneyJson(json: MoneyJson): Money {
  return parseMoney(json.amount, json.currency, { signed: true })
}

/** For people: "$7,200.00", "-€0.05", "¥1,000". Symbol and grouping as in en-US, decimals as in ISO 4217. */
export function displayMoney(amount: Money): string {
  // Decimal text, because Intl formats text exactly and numbers only up to 2^53. The cast names what it is: digits.
  return formatter(amount.currency).format(formatDecimal(amount) as `${number}`)
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string): Intl.NumberFormat {
  let found = formatters.get(currency)
  if (!found) {
    const decimals = exponentOf(currency)
    found = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formatters.set(currency, found)
  }
  return found
}
