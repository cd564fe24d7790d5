import type { PlanList } from '../../../../../shared/contract/plan-api.ts'

type ProgrammePlan = PlanList['plans'][number]

export const PROGRAMME_STATES = {
  drafts: 'With open drafts',
  coming: 'With a coming version',
  none: 'Without a version in force',
} as const

export const openDrafts = (plan: ProgrammePlan) =>
  plan.drafts.filter(({ status }) => status === 'draft' || status === 'proposed')

export const inForce = (plan: ProgrammePlan) => plan.versions.find(({ status }) => status === 'in_force')

/** The programmes that a search and a filter leave. Search looks at everything that the list shows as text. */
export function matchingPlans(
  plans: readonly ProgrammePlan[],
  search: string,
  show: string | undefined,
): ProgrammePlan[] {
  const wanted = search.toLowerCase()
  return plans.filter((plan) => {
    const texts = [plan.programme.name, ...plan.rules, ...openDrafts(plan).map(({ name }) => name)]
    if (wanted && !texts.some((text) => text.toLowerCase().includes(wanted))) return false
    if (show === 'drafts') return openDrafts(plan).length > 0
    if (show === 'coming') return plan.versions.some(({ status }) => status === 'coming')
    if (show === 'none') return inForce(plan) === undefined
    return true
  })
}
