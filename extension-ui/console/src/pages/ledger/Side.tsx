import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'
import { formatMoney, isNegative, isZero } from '../../format/money.ts'

/** A balance as bookkeepers write it: the amount and its side, debit or credit. */
export function Side({ money }: { money: MoneyJson }) {
  if (isZero(money))
    return (
      <span className="num zero">
        {formatMoney(money)}
        <span className="dr-cr" />
      </span>
    )
  const credit = isNegative(money)
  return (
    <span className="num">
      {formatMoney({ ...money, amount: money.amount.replace(/^-/, '') })}
      <abbr className="dr-cr" title={credit ? 'credit' : 'debit'}>
        {credit ? 'Cr' : 'Dr'}
      </abbr>
    </span>
  )
}
