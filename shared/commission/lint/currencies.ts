import { isCurrency } from '../../money/currency.ts'
import { displayMoney } from '../../money/format.ts'
import { warning } from './finding.ts'
import { type Check, tenThousand } from './subject.ts'
import { shownDate } from '../../shown-date.ts'

/** Currencies in which there are deals, and from which nothing leads to the plan's. */
export const currenciesWithoutRate: Check = ({ plan, context }) => {
  const { rates, today } = context
  const reachable = new Set(
    rates
      .filter(({ on, from, to }) => on <= today && (from === plan.currency || to === plan.currency))
      .map(({ from, to }) => (from === plan.currency ? to : from)),
  )
  const asked = [...new Set(context.dealCurrencies)].filter(isCurrency).toSorted()
  return asked
    .filter((currency) => currency !== plan.currency && !reachable.has(currency))
    .map((currency) =>
      warning('currency_without_rate', {
        path: 'currency',
        about: [currency, plan.currency],
        message: `There are deals in ${currency}, and no rate to ${plan.currency} on or before ${shownDate(today)}.`,
        why: `A deal of ${displayMoney(tenThousand(currency))} cannot be rated: its commission stays unknown until there is a rate.`,
        fix: `Enter a rate from ${currency} to ${plan.currency}.`,
      }),
    )
}
