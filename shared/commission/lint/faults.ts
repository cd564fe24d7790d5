import type { LintFinding } from '../../contract/plan-api.ts'
import type { Fault } from '../plan-fault.ts'
import { error } from './finding.ts'
import { nameOf, placeOf } from './places.ts'
import { baseNotNamed } from './unnamed-base.ts'

/** What keeps a plan from being read, but for what `known` findings say better. */
export function readingFaults(
  terms: unknown,
  faults: readonly Fault[],
  known: readonly LintFinding[],
): LintFinding[] {
  const said = new Set(known.map(({ path }) => path))
  return faults
    .filter(({ path }) => !said.has(path))
    .map((fault) => baseNotNamed(terms, fault) ?? invalid(terms, fault))
}

function invalid(terms: unknown, { path, message }: Fault): LintFinding {
  const place = placeOf(path)
  return error('invalid', {
    path,
    about:
      place === null ? [path, message] : [nameOf(terms, place), path.replace(/^rules\[\d+\]/, ''), message],
    message: `${path === '' ? 'The plan' : path} ${message}.`,
    why: 'Until it is corrected, the plan rates 0 deals and cannot be published.',
    fix: path === '' ? 'Write the plan as a JSON object with its rules.' : `Correct \`${path}\`.`,
  })
}
