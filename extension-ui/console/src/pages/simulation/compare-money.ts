import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'

/** Orders amounts of one currency by value: negative when the first is less. The digits never become a number. */
export function compareMoney(one: MoneyJson, other: MoneyJson): number {
  const difference = minorOf(one, other) - minorOf(other, one)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const minorOf = ({ amount }: MoneyJson, beside: MoneyJson): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  const decimals = Math.max(fraction.length, beside.amount.split('.')[1]?.length ?? 0)
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}
