import type { LintFinding } from '../../contract/plan-api.ts'
import { nextDay } from '../../plan/days.ts'
import { LAST_DATE } from '../../plan/publish-window.ts'
import { shownDate } from '../../shown-date.ts'
import { dayBefore, daysBetween } from '../calendar.ts'
import type { Plan } from '../plan.ts'
import { error, warning } from './finding.ts'
import type { OtherPlan } from './lint-context.ts'
import type { Check } from './subject.ts'

/** Other versions for the same programme that are in force on a day of this one. */
export const otherPlans: Check = ({ plan, context }) =>
  context.otherPlans.flatMap((other): LintFinding[] => {
    const common = overlap(plan, other)
    if (!common) return []
    const { from, to } = common
    const days =
      to === null
        ? `On every day from ${shownDate(from)} on`
        : from === to
          ? `For 1 day (${shownDate(from)})`
          : `For ${counted(daysBetween(from, to) + 1)} (${shownDate(from)} to ${shownDate(to)})`
    return [
      error('other_plan_matches', {
        path: other.effectiveFrom <= plan.effectiveFrom ? 'effectiveFrom' : 'effectiveTo',
        about: [other.id, from, to],
        message: `Version ${other.version} of "${other.key}" is in force for ${other.programme} too.`,
        why: `${days} two plans would rate the same deal.`,
        fix: apart(plan, other, context.today),
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
        why: `It ended ${counted(daysBetween(effectiveTo, today))} ago: it would rate 0 of the deals ${
          decidingDate === 'closeDate' ? 'that close' : 'whose partner is registered or tagged'
        } from now on.`,
        fix: `Let it end on ${shownDate(today)} or later, or leave \`effectiveTo\` open.`,
      }),
    ]
  }
  const those =
    decidingDate === 'closeDate' ? 'deals that closed' : 'deals whose partner was registered or tagged'
  return [
    warning('window_in_past', {
      path: 'effectiveFrom',
      about: [effectiveFrom, decidingDate],
      message: `The window began ${since} ago, on ${shownDate(effectiveFrom)}.`,
      why: `Commissions that are posted stay as they are, but ${those} in the last ${since} and that have none yet would be rated by this plan.`,
      fix: `Begin on ${shownDate(today)} or later, or say that these deals are meant.`,
    }),
  ]
}

/** The one change that lets a day of both belong to one of them only. */
function apart(plan: Plan, other: OtherPlan, today: string): string {
  const version = `version ${other.version}`
  if (other.effectiveFrom > plan.effectiveFrom) {
    return `End this plan on ${shownDate(dayBefore(other.effectiveFrom))} or earlier: ${version} begins the day after.`
  }
  if (other.effectiveTo !== null && other.effectiveTo < (plan.effectiveTo ?? LAST_DATE)) {
    return `Begin this plan on ${shownDate(nextDay(other.effectiveTo))} or later: ${version} ends the day before.`
  }
  if (other.effectiveFrom < plan.effectiveFrom && today < plan.effectiveFrom) {
    return `End ${version} on ${shownDate(dayBefore(plan.effectiveFrom))}, the day before this plan begins.`
  }
  // Neither a day that has begun nor the first of the other can go to this plan.
  const taken = other.effectiveFrom > today ? other.effectiveFrom : today
  return `Begin this plan on ${shownDate(nextDay(taken))} or later, so that ${version} can end the day before.`
}

type Window = Pick<Plan, 'effectiveFrom' | 'effectiveTo'>

function overlap(a: Window, b: Window): { from: string; to: string | null } | null {
  const from = a.effectiveFrom > b.effectiveFrom ? a.effectiveFrom : b.effectiveFrom
  const ends = [a.effectiveTo, b.effectiveTo].filter((end) => end !== null).toSorted()
  const first = ends[0] ?? null
  const to = first === LAST_DATE ? null : first
  return to !== null && to < from ? null : { from, to }
}

function counted(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`
}
