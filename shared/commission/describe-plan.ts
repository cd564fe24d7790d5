import { earningJson } from './earning-json.ts'
import { CASH_EARNING_TEXT, earningText } from './earning-text.ts'
import type { OpenDeals, Plan } from './plan.ts'
import { isCash } from './prepare-plan.ts'
import { shownDate } from '../shown-date.ts'

/** What holds for every rule of a plan, in sentences: which date decides, open deals, splits, and when commissions become payable. */
export function describePolicies(plan: Plan): string[] {
  const { effectiveFrom, effectiveTo, timeZone } = plan
  const window =
    effectiveTo === null
      ? `from ${shownDate(effectiveFrom)} on`
      : `from ${shownDate(effectiveFrom)} to ${shownDate(effectiveTo)}`
  const cash = plan.rules.filter(isCash)
  const all = cash.length === plan.rules.length && cash.length > 0
  return [
    plan.decidingDate === 'closeDate'
      ? `For deals that close ${window} (calendar days in ${timeZone}).`
      : `For partners that were registered or tagged ${window} (calendar days in ${timeZone}), whenever the deal closes.`,
    // Where the partner's day decides, it does so for open deals too.
    ...(plan.decidingDate === 'registrationDate' ? [] : [OPEN_DEALS_TEXT[plan.openDeals]]),
    plan.splitSourcing
      ? 'Several partners may share the sourcing of a deal; their shares sum to 100 %.'
      : 'A deal has one sourced partner.',
    ...(all ? [] : [earningText(earningJson(plan.earning))]),
    ...(cash.length > 0
      ? [all ? CASH_EARNING_TEXT : `${CASH_EARNING_TEXT.replace('.', '')}: ${names(cash)}.`]
      : []),
  ]
}

function names(rules: readonly { id: string }[]): string {
  return `${rules.length === 1 ? 'rule' : 'rules'} ${rules.map(({ id }) => id).join(', ')}`
}

const OPEN_DEALS_TEXT: Record<OpenDeals, string> = {
  newTerms: 'Deals that are open when it comes into force move to these terms.',
  keepTerms: 'Deals that had their partner before it came into force keep the terms of that day.',
}
