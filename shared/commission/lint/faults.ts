import type { LintFinding } from '../../contract/plan-api.ts'
import { isCurrency } from '../../money/currency.ts'
import { displayMoney } from '../../money/format.ts'
import type { Fault } from '../plan-fault.ts'
import { error } from './finding.ts'
import { fields, list, tenThousand } from './subject.ts'

/** What keeps a plan from being read, but for what `known` findings say better. */
export function readingFaults(
  terms: unknown,
  faults: readonly Fault[],
  known: readonly LintFinding[],
): LintFinding[] {
  const said = new Set(known.map(({ path }) => path))
  return faults
    .filter(({ path }) => !said.has(path))
    .map((fault) => unnamedBase(terms, fault) ?? invalid(terms, fault))
}

function invalid(terms: unknown, { path, message }: Fault): LintFinding {
  const place = placeOf(path)
  return error('invalid', {
    path,
    about:
      place === null ? [path, message] : [nameOf(terms, place), path.replace(/^rules\[\d+\]/, ''), message],
    message: `${path === '' ? 'The plan' : path} ${message}.`,
    why: 'As long as it is so the plan rates 0 deals and cannot be published.',
    fix: path === '' ? 'Write the plan as a JSON object with its rules.' : `Correct \`${path}\`.`,
  })
}

/** A percentage of nothing in particular. */
function unnamedBase(terms: unknown, { path }: Fault): LintFinding | undefined {
  const place = placeOf(path)
  if (place === null || path !== `rules[${place}].basis`) return undefined
  const rule = fields(list(fields(terms).rules)[place])
  const { kind } = fields(rule.rate)
  if ((rule.basis ?? null) !== null || typeof kind !== 'string' || kind === 'flat') return undefined
  const { currency } = fields(terms)
  const example = tenThousand(typeof currency === 'string' && isCurrency(currency) ? currency : 'USD')
  const half = { ...example, amountMinor: example.amountMinor / 2n }
  return error('base_not_named', {
    path,
    about: [nameOf(terms, place), kind],
    message: 'The rule does not say what its percentage is of.',
    why: `On a deal of ${displayMoney(example)} with ${displayMoney(half)} in its first year, one base pays twice what the other does.`,
    fix: 'Write `basis`: "dealAmount", "firstYearAcv", "lineItems", "grossMargin" or "collected".',
  })
}

/** Index of the rule in which a path leads; null for none. */
export function placeOf(path: string): number | null {
  const index = /^rules\[(\d+)\]/.exec(path)?.[1]
  return index === undefined ? null : Number(index)
}

function nameOf(terms: unknown, place: number): string {
  const { id } = fields(list(fields(terms).rules)[place])
  return typeof id === 'string' ? id : String(place)
}
