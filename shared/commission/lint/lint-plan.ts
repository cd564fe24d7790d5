import type { LintFinding } from '../../contract/plan-api.ts'
import { parsePlan } from '../parse-plan.ts'
import { gapsInAmounts, overlapsInAmounts } from './amount-ranges.ts'
import { cliffsOfBands } from './band-cliffs.ts'
import { bandFaults } from './bands.ts'
import { unstatedBoundaries } from './boundary.ts'
import { currenciesWithoutRate } from './currencies.ts'
import { currencyWithinPeriod } from './currency-in-period.ts'
import { readingFaults } from './faults.ts'
import type { LintContext } from './lint-context.ts'
import { fieldsNotMapped } from './mapped-fields.ts'
import { placeOf } from './places.ts'
import { cliffsOfRanges } from './range-cliffs.ts'
import { notCovered, unreachableRules } from './reach.ts'
import { type Check, fields, list, type Subject } from './subject.ts'
import { overridesWithoutAuthor, ratesWithoutTerm } from './terms.ts'
import { paysOverWhole, ratesOverWhole } from './totals.ts'
import { otherPlans, pastWindow } from './windows.ts'

/** What can be said about the rules that can be read, whatever else is wrong. */
const CHECKS: readonly Check[] = [
  unstatedBoundaries,
  cliffsOfBands,
  cliffsOfRanges,
  overlapsInAmounts,
  unreachableRules,
  ratesWithoutTerm,
  overridesWithoutAuthor,
  ratesOverWhole,
  paysOverWhole,
  currenciesWithoutRate,
  currencyWithinPeriod,
  otherPlans,
  pastWindow,
  fieldsNotMapped,
]

/** What a rule that cannot be read yet may still put right. */
const CHECKS_OF_THE_WHOLE: readonly Check[] = [gapsInAmounts, notCovered]

/**
 * Everything to look at in a plan before it is published, in the order of the plan. Takes any JSON and never throws on it; terms
 * without an error can be read by `parsePlan`. Pure: the same terms and context give the same findings with the same ids.
 */
export function lintPlan(terms: unknown, context: LintContext): LintFinding[] {
  const bands = bandFaults(fields(terms))
  const reading = parsePlan(terms)
  const faults = reading.ok ? [] : readingFaults(terms, reading.faults, bands)
  const subject = subjectOf(terms, context, [...faults, ...bands])
  const checks = subject ? [...CHECKS, ...(subject.complete ? CHECKS_OF_THE_WHOLE : [])] : []
  const found = checks.flatMap((check) => (subject ? check(subject) : []))
  return distinct([...faults, ...bands, ...found].toSorted(inOrder))
}

/** The plan without the rules that have faults; null while nothing can be read. */
function subjectOf(terms: unknown, context: LintContext, faults: readonly LintFinding[]): Subject | null {
  const json = fields(terms)
  const faulty = new Set(faults.map(({ path }) => placeOf(path)))
  const rules = list(json.rules)
  const places = rules.map((_, index) => index).filter((index) => !faulty.has(index))
  const reading = parsePlan({ ...json, rules: places.map((place) => rules[place]) })
  if (!reading.ok) return null
  return { plan: reading.plan, terms: json, context, complete: places.length === rules.length, places }
}

/** Rules of one id can have the same thing wrong with them; their findings are told apart by their places. */
function distinct(findings: readonly LintFinding[]): LintFinding[] {
  const taken = new Set<string>()
  return findings.map((finding) => {
    const id = taken.has(finding.id) ? `${finding.id}@${finding.path}` : finding.id
    taken.add(id)
    return { ...finding, id }
  })
}

/** By path, `rules[2]` before `rules[10]`; by code and id where that is the same. */
function inOrder(a: LintFinding, b: LintFinding): number {
  return order(a.path, b.path) || order(a.code, b.code) || order(a.id, b.id)
}

function order(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

const COLLATOR = new Intl.Collator('en', { numeric: true })
