import type { MoneyJson } from '../contract/money-json.ts'
import { exponentOf } from '../money/currency.ts'
import { displayMoney, fromMoneyJson } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { ExactText } from './why.ts'

export function shown(amount: MoneyJson): string {
  return displayMoney(fromMoneyJson(amount))
}

/** Digits beyond the minor unit that are shown; more than that are cut off, which "…" says. */
const EXTRA_DIGITS = 6

/** An amount that is not rounded yet, for people: "$1.485", "$33.333333…". */
export function shownExact(exact: ExactText, currency: CurrencyCode): string {
  const [numerator = 0n, denominator = 1n] = exact.split('/').map((part) => BigInt(part))
  const size = numerator < 0n ? -numerator : numerator
  const whole = displayMoney({ amountMinor: size / denominator, currency })
  const rest = size % denominator
  const sign = numerator < 0n ? '-' : ''
  if (rest === 0n) return `${sign}${whole}`
  const scaled = rest * 10n ** BigInt(EXTRA_DIGITS)
  const digits = String(scaled / denominator).padStart(EXTRA_DIGITS, '0')
  const cut = scaled % denominator !== 0n
  const point = exponentOf(currency) === 0 ? '.' : ''
  return `${sign}${whole}${point}${cut ? `${digits}…` : digits.replace(/0+$/, '')}`
}
