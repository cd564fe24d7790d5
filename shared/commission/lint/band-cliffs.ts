import type { LintFinding } from '../../contract/plan-api.ts'
import type { Plan, Rule } from '../plan.ts'
import { warning } from './finding.ts'
import { type Before, payer } from './probe.ts'
import { type Check, pathOf, shown } from './subject.ts'

/** Limits of volume bands at which one more minor unit changes what everything below it earns. */
export const cliffsOfBands: Check = (subject) =>
  subject.plan.rules.flatMap((rule): LintFinding[] => {
    const { plan } = subject
    const measure = rule.rate.kind === 'volume' ? rule.rate.measure : null
    const who = measure?.kind === 'period' ? `A partner whose ${measure.period} reaches` : 'A deal of'
    return bandCliffs(plan, rule).map((cliff) => {
      const { highMinor, lowMinor, stepMinor } = cliff
      const unit = shown(plan, highMinor - lowMinor)
      const size = shown(plan, stepMinor < 0n ? -stepMinor : stepMinor)
      return warning('cliff', {
        path: pathOf(subject, rule, `rate.bands[${cliff.band}].upTo`),
        about: [rule.id, lowMinor, highMinor, stepMinor],
        message: `Between ${shown(plan, lowMinor)} and ${shown(plan, highMinor)} the rate of everything goes from ${cliff.below} % to ${cliff.above} %.`,
        why:
          `${who} ${shown(plan, highMinor)} earns ${size} ${stepMinor > 0n ? 'more' : 'less'} than one of ` +
          `${shown(plan, lowMinor)}: ${unit} is worth ${size}${stepMinor > 0n ? '' : ', and selling more pays less'}.`,
        fix: 'Make the rate graduated, so that only what lies above the limit gets the new rate, or say that the step is meant.',
      })
    })
  })

export interface BandCliff {
  /** Index of the band that ends here. */
  band: number
  /** One minor unit apart: the last amount at the lower band's rate and the first at the upper one's. */
  lowMinor: bigint
  highMinor: bigint
  /** What that unit changes in the commission; below zero where it costs money. */
  stepMinor: bigint
  /** Percentages on both sides. */
  below: string
  above: string
}

/** Every limit of a volume rate at which a minor unit moves the commission by more than itself. */
export function bandCliffs(plan: Plan, rule: Rule): BandCliff[] {
  const { rate } = rule
  if (rate.kind !== 'volume') return []
  const stepAt = steps(plan, { ...rule, when: {} })
  return rate.bands.flatMap(({ upToMinor, percent: below }, band) => {
    const above = rate.bands[band + 1]?.percent
    if (upToMinor === null || above === undefined || above === below) return []
    const lowMinor = rate.boundary === 'inclusive' ? upToMinor : upToMinor - 1n
    if (lowMinor < 0n) return []
    const stepMinor = stepAt(lowMinor)
    return stepMinor > 1n || stepMinor < -1n
      ? [{ band, lowMinor, highMinor: lowMinor + 1n, stepMinor, below, above }]
      : []
  })
}

/**
 * The larger of two ways to get there: in one deal, or with the smallest deal after a period that stood right below. A cap per
 * deal hides the step from the first, a commission that never goes below zero from the second.
 */
function steps(plan: Plan, rule: Rule): (lowMinor: bigint) => bigint {
  const paid = payer(plan, [rule])
  const uncapped = payer(plan, [{ ...rule, floorMinor: null, capMinor: null }])
  const byPeriod = rule.rate.kind === 'volume' && rule.rate.measure.kind === 'period'
  return (lowMinor) => {
    const atOnce = paid(lowMinor + 1n) - paid(lowMinor)
    if (!byPeriod || lowMinor < 1n) return atOnce
    const revenueMinor = lowMinor - 1n
    const before: Before = { revenueMinor, commissionMinor: uncapped(revenueMinor) }
    const afterwards = paid(2n, before) - paid(1n, before)
    // A unit of difference is rounding.
    return size(afterwards) > size(atOnce) + 1n ? afterwards : atOnce
  }
}

function size(minor: bigint): bigint {
  return minor < 0n ? -minor : minor
}
