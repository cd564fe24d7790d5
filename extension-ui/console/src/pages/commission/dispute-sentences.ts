import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'
import { formatMoney, isNegative, isZero } from '../../format/money.ts'

/** What opening a dispute does to the money of the line. */
export function holdSentence(payable: MoneyJson): string {
  if (isZero(payable) || isNegative(payable))
    return 'Nothing on this line is payable now; what becomes payable is held until the dispute is decided.'
  return `Everything payable on this line, ${formatMoney(payable)}, is held until the dispute is decided. What becomes payable meanwhile is held too.`
}

/** What the end of a dispute does to it, however it ends. */
export function releaseSentence(held: MoneyJson): string {
  if (isZero(held)) return 'Nothing is held, so no money moves.'
  return `What is held, ${formatMoney(held)}, is payable again.`
}
