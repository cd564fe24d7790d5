import type { BasisName } from '../bases.ts'
import type { Plan, Quantity, Period, Rule } from '../plan.ts'

/** An amount at which a commission may jump, in minor units of the plan's currency. */
export interface Threshold {
  rule: Rule
  /** What is compared with it: the deal, what the rate is applied to, or what the partner brought in the period. */
  measures:
    | { kind: 'dealAmount' }
    | { kind: 'basis'; basis: BasisName }
    | { kind: 'period'; basis: BasisName; period: Period; of: Quantity }
  atMinor: bigint
  /** Exactly the threshold is still below it. */
  inclusive: boolean
}

const known = new WeakMap<Plan, readonly Threshold[]>()

/** Bounds of deal amounts and ends of volume bands. Graduated bands are none: what they pay has no jump anywhere. */
export function thresholdsOf(plan: Plan): readonly Threshold[] {
  const found = known.get(plan) ?? plan.rules.flatMap((rule) => [...rangeEnds(rule), ...bandEnds(rule)])
  known.set(plan, found)
  return found
}

function rangeEnds(rule: Rule): Threshold[] {
  const { dealAmount: range } = rule.when
  const end = (atMinor: bigint | undefined, inclusive: boolean): Threshold[] =>
    atMinor === undefined || atMinor <= 0n
      ? []
      : [{ rule, measures: { kind: 'dealAmount' }, atMinor, inclusive }]
  return [
    ...end(range?.atLeast, false),
    ...end(range?.above, true),
    ...end(range?.atMost, true),
    ...end(range?.below, false),
  ]
}

function bandEnds(rule: Rule): Threshold[] {
  const { rate, basis } = rule
  if (rate.kind !== 'volume' || basis === null) return []
  const { measure } = rate
  const measures: Threshold['measures'] =
    measure.kind === 'deal' ? { kind: 'basis', basis } : { ...measure, basis }
  return rate.bands.flatMap(({ upToMinor }) =>
    upToMinor === null || upToMinor <= 0n
      ? []
      : [{ rule, measures, atMinor: upToMinor, inclusive: rate.boundary === 'inclusive' }],
  )
}
