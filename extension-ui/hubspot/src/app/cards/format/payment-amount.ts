import type { MoneyJson } from '../../../../../../shared/contract/money-json.ts'

const SHAPE = /^(\d{1,15})(?:\.(\d+))?$/

/** What is wrong with an amount as typed, in words; null when nothing is. It stays text: 0.1 + 0.2 is not 0.3. */
export function amountFault(typed: string, like: MoneyJson): string | null {
  const text = typed.trim()
  if (text === '') return 'Enter the amount that the customer paid.'
  const match = SHAPE.exec(text)
  if (!match) return `Digits, with a point before the decimals, such as ${like.amount}.`
  const decimals = like.amount.split('.')[1]?.length ?? 0
  if ((match[2]?.length ?? 0) > decimals) {
    return decimals === 0 ? `${like.currency} has no decimals.` : `${like.currency} has ${decimals} decimals.`
  }
  return /[1-9]/.test(text) ? null : 'The amount must be more than zero.'
}
