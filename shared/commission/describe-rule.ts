import { displayMoney } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import { BASES } from './bases.ts'
import { describeWhen } from './conditions.ts'
import type { Rule } from './plan.ts'
import { describeRate } from './rates.ts'

/** A rule as a sentence for people: "Sourced: 15 % of the deal amount, in tier gold, at most $10,000.00". */
export function describeRule(rule: Rule, currency: CurrencyCode): string {
  const shown = (minor: bigint) => displayMoney(money(minor, currency))
  const parts = [
    describeRate(rule.rate, BASES[rule.basis].label, currency),
    ...describeWhen(rule.when, currency),
    ...(rule.floorMinor === null ? [] : [`at least ${shown(rule.floorMinor)}`]),
    ...(rule.capMinor === null ? [] : [`at most ${shown(rule.capMinor)}`]),
    ...(rule.stack ? ['on top of other rules'] : []),
  ]
  return `${rule.role === 'sourced' ? 'Sourced' : 'Influenced'}: ${parts.join(', ')}`
}
