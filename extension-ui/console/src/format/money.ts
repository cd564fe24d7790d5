import type { MoneyJson } from '../../../../shared/contract/money-json.ts'

/**
 * Money as text in the viewer's locale: symbol, grouping and exactly the decimals that the server sent.
 * The digits never pass through a floating-point number: Intl formats decimal strings exactly.
 */
export function formatMoney({ amount, currency }: MoneyJson, locale?: string): string {
  const decimals = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  // moneyJson's pattern makes every amount a numeric literal; TypeScript cannot see that.
  return format.format(amount as `${number}`)
}

export const isZero = (money: MoneyJson) => /^-?0+(\.0+)?$/.test(money.amount)
export const isNegative = (money: MoneyJson) => money.amount.startsWith('-') && !isZero(money)

/** Nothing of the same currency, with as many decimals. */
export const zeroLike = ({ amount, currency }: MoneyJson): MoneyJson => {
  const decimals = amount.split('.')[1]?.length ?? 0
  return { amount: decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`, currency }
}

/** Exact sum of amounts in one currency with the same number of decimals, as the server sends them. */
export function sumMoney(amounts: readonly MoneyJson[], currency: string): MoneyJson {
  const decimals = Math.max(0, ...amounts.map(({ amount }) => amount.split('.')[1]?.length ?? 0))
  let minor = 0n
  for (const money of amounts) {
    if (money.currency !== currency) throw new Error(`cannot add ${money.currency} to ${currency}`)
    const [whole = '0', fraction = ''] = money.amount.split('.')
    minor += BigInt(whole + fraction.padEnd(decimals, '0'))
  }
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const sign = minor < 0n ? '-' : ''
  if (decimals === 0) return { amount: sign + digits, currency }
  return { amount: `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`, currency }
}
