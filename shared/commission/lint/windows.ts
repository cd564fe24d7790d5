import type { LintFinding } from '../../contract/plan-api.ts'
import { daysBetween } from '../calendar.ts'
import type { Plan } from '../plan.ts'
import { error, warning } from './finding.ts'
import type { Check } from './subject.ts'
import { shownDate } from '../../shown-date.ts'

/** Other versions for the same programme that are in force on a day of this one. */
export const otherPlans: Check = ({ plan, context }) =>
  context.otherPlans.flatMap((other): LintFinding[] => {
    const common = overlap(plan, other)
    if (!common) return []
    const { from, to } = common
    const days =
      to === null
        ? `every day from ${shownDate(from)} on`
        : `${counted(daysBetween(from, to) + 1)} (${shownDate(from)} to ${shownDate(to)})`
    return [
      error('other_plan_matches', {
        path: other.effectiveFrom <= plan.effectiveFrom ? 'effectiveFrom' : 'effectiveTo',
        about: [other.id, from, to],
        message: `Version ${other.version} of "${other.key}" is in force for ${other.programme} too.`,
        why: `For ${days} two plans would rate the same deal.`,
        fix:
          other.effectiveFrom <= plan.effectiveFrom && other.effectiveTo !== null
            ? `Begin this plan after ${shownDate(other.effectiveTo)}.`
            : `Let the windows follow each other: end the one the day before the other begins.`,
      }),
    ]
  })

/** A window that is over, or that began before today. */
export const pastWindow: Check = ({ plan, context: { today } }) => {
  const { effectiveFrom, effectiveTo, decidingDate } = plan
  if (effectiveFrom >= today) return []
  const since = counted(daysBetween(effectiveFrom, today))
  if (effectiveTo !== null && effectiveTo < today) {
    return [
      error('window_in_past', {
        path: 'effectiveTo',
        about: [effectiveFrom, effectiveTo],
        message: `The whole window lies in the past: it ended on ${shownDate(effectiveTo)}.`,
        why: `It ended ${counted(daysBetween(effectiveTo, today))} ago, so that 0 deals from now on would be rated by it.`,
        fix: `Let it end on ${shownDate(today)} or later, or leave \`effectiveTo\` open.`,
      }),
    ]
  }
  const those =
    decidingDate === 'closeDate'
      ? 'deals that closed since'
      : 'deals whose partner was registered or tagged since'
  return [
    warning('window_in_past', {
      path: 'effectiveFrom',
      about: [effectiveFrom, decidingDate],
      message: `The window began ${since} ago, on ${shownDate(effectiveFrom)}.`,
      why: `Commissions that stand are not touched, but ${those}, in ${since}, and have none yet would be rated by this plan.`,
      fix: `Begin on ${shownDate(today)} or later, or say that these deals are meant.`,
    }),
  ]
}

type Window = Pick<Plan, 'effectiveFrom' | 'effectiveTo'>

function overlap(a: Window, b: Window): { from: string; to: string | null } | null {
  const from = a.effectiveFrom > b.effectiveFrom ? a.effectiveFrom : b.effectiveFrom
  const ends = [a.effectiveTo, b.effectiveTo].filter((end) => end !== null).toSorted()
  const to = ends[0] ?? null
  return to !== null && to < from ? null : { from, to }
}

function counted(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`
}
