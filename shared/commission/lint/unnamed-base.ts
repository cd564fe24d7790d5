import type { LintFinding } from '../../contract/plan-api.ts'
import { isCurrency } from '../../money/currency.ts'
import { displayMoney } from '../../money/format.ts'
import { parsePlan } from '../parse-plan.ts'
import type { Fault } from '../plan-fault.ts'
import { error } from './finding.ts'
import { nameOf, placeOf } from './places.ts'
import { wouldPay } from './probe.ts'
import { fields, list, tenThousand } from './subject.ts'

type Json = Readonly<Record<string, unknown>>

/** A percentage of nothing in particular; undefined where the fault is another. */
export function baseNotNamed(terms: unknown, { path }: Fault): LintFinding | undefined {
  const place = placeOf(path)
  if (place === null || path !== `rules[${place}].basis`) return undefined
  const rule = fields(list(fields(terms).rules)[place])
  const { kind } = fields(rule.rate)
  if ((rule.basis ?? null) !== null || typeof kind !== 'string') return undefined
  return error('base_not_named', {
    path,
    about: [nameOf(terms, place), kind],
    message: 'The rule does not say what its percentage is of.',
    ...(kind === 'recurring' ? ofEachPayment(fields(terms)) : ofSomething(fields(terms), rule)),
  })
}

/** A recurring rate has one base only, and the plan has to say so. */
function ofEachPayment(terms: Json): Pick<LintFinding, 'why' | 'fix'> {
  const { whole, half } = examples(terms)
  return {
    why: `A recurring rate is of each payment: where ${half} of a deal of ${whole} came in it is of ${half}, and readers may take it to be of all.`,
    fix: 'Write `"basis": "collected"`.',
  }
}

function ofSomething(terms: Json, rule: Json): Pick<LintFinding, 'why' | 'fix'> {
  const { whole, half, currency, amountMinor } = examples(terms)
  const reading = parsePlan({ ...terms, rules: [{ ...rule, basis: 'dealAmount' }] })
  const [read] = reading.ok ? reading.plan.rules : []
  const [more, less] = [amountMinor, amountMinor / 2n].map((minor) =>
    reading.ok && read ? displayMoney({ amountMinor: wouldPay(reading.plan, read, minor), currency }) : null,
  )
  return {
    why:
      more && less && more !== less
        ? `A deal of ${whole} with ${half} in its first year pays ${more} by the one and ${less} by the other.`
        : `A deal of ${whole} can have ${half} in its first year, so that one base is twice the other.`,
    fix: 'Write `basis`: "dealAmount", "firstYearAcv", "lineItems", "grossMargin" or "collected".',
  }
}

function examples({ currency: written }: Json) {
  const currency = typeof written === 'string' && isCurrency(written) ? written : 'USD'
  const { amountMinor } = tenThousand(currency)
  const [whole, half] = [amountMinor, amountMinor / 2n].map((minor) =>
    displayMoney({ amountMinor: minor, currency }),
  )
  return { whole, half, currency, amountMinor }
}
