import type { Deal } from '../../shared/crm/deal.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import { InvalidAmount, parseStoredMoney } from '../../shared/money/parse-decimal.ts'
import { withoutExponent } from './exact-json.ts'

export type ReadAmount = Pick<Deal, 'amount' | 'currency' | 'amountText' | 'amountProblem'>

/** An amount as Salesforce wrote it, in the currency of this code; what cannot be used is kept as text, with the reason. */
export function readAmount(written: string | null, code: string): ReadAmount {
  const currency = isCurrency(code) ? code : null
  const none = { amount: null, currency, amountText: null }
  if (written === null) return { ...none, amountProblem: null }
  const amountText = withoutExponent(written)
  if (currency === null) {
    return { ...none, amountText, amountProblem: `"${code}" is not a currency that we know.` }
  }
  try {
    return {
      amount: parseStoredMoney(amountText, currency, { signed: true }),
      currency,
      amountText: null,
      amountProblem: null,
    }
  } catch (error) {
    if (!(error instanceof InvalidAmount)) throw error
    return { ...none, amountText, amountProblem: error.message }
  }
}
