import type { LintFinding } from '../../contract/plan-api.ts'
import type { Boundary, Plan, Rule } from '../plan.ts'
import { warning } from './finding.ts'
import { payer } from './probe.ts'
import { type Check, fields, pathOf, shown, written } from './subject.ts'

/** Volume bands that do not say to which side a limit itself belongs, where that is worth money. */
export const unstatedBoundaries: Check = (subject) =>
  subject.plan.rules.flatMap((rule): LintFinding[] => {
    if (rule.rate.kind !== 'volume' || fields(written(subject, rule).rate).boundary !== undefined) return []
    const { plan } = subject
    const stakes = boundaryStakes(plan, rule)
    if (stakes.length === 0) return []
    const each = stakes.map(
      ({ limitMinor, inclusiveMinor, exclusiveMinor }) =>
        `exactly ${shown(plan, limitMinor)} pays ${shown(plan, inclusiveMinor)} as it stands and ` +
        `${shown(plan, exclusiveMinor)} if the limit belongs to the band above`,
    )
    return [
      warning('boundary_unstated', {
        path: pathOf(subject, rule, 'rate.boundary'),
        about: [
          rule.id,
          ...stakes.flatMap((stake) => [stake.limitMinor, stake.inclusiveMinor, stake.exclusiveMinor]),
        ],
        message: 'Nothing says to which band a deal of exactly a limit belongs.',
        why: `${capital(each.join('; '))}.`,
        fix: 'Write `"boundary": "inclusive"` (the limit belongs to the band below, which is what counts now) or `"exclusive"`.',
      }),
    ]
  })

export interface BoundaryStake {
  limitMinor: bigint
  inclusiveMinor: bigint
  exclusiveMinor: bigint
}

/** What a deal of exactly each limit earns either way; only the limits at which that differs. */
export function boundaryStakes(plan: Plan, rule: Rule): BoundaryStake[] {
  const { rate } = rule
  if (rate.kind !== 'volume') return []
  const reading = (boundary: Boundary) => payer(plan, [{ ...rule, when: {}, rate: { ...rate, boundary } }])
  const [inclusive, exclusive] = [reading('inclusive'), reading('exclusive')]
  return rate.bands
    .flatMap(({ upToMinor }) => (upToMinor === null ? [] : [upToMinor]))
    .map((limitMinor) => ({
      limitMinor,
      inclusiveMinor: inclusive(limitMinor),
      exclusiveMinor: exclusive(limitMinor),
    }))
    .filter(({ inclusiveMinor, exclusiveMinor }) => inclusiveMinor !== exclusiveMinor)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
