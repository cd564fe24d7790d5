import type { MoneyJson } from '../../../../shared/contract/money-json.ts'
import { formatMoney, isNegative, isZero } from '../format/money.ts'

/** An amount with its symbol and every decimal. `quiet` greys out zero where many amounts stand together. */
export function Money({ money, quiet = false }: { money: MoneyJson; quiet?: boolean }) {
  const className = ['num', quiet && isZero(money) && 'zero', isNegative(money) && 'negative']
    .filter(Boolean)
    .join(' ')
  return <span className={className}>{formatMoney(money)}</span>
}

/** One line per currency: they are never added. */
export function MoneyLines({ amounts, none = '–' }: { amounts: readonly MoneyJson[]; none?: string }) {
  if (amounts.length === 0) return <span className="muted">{none}</span>
  return (
    <span className="lines">
      {amounts.map((money) => (
        <Money key={money.currency} money={money} quiet />
      ))}
    </span>
  )
}
