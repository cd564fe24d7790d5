import { expect, test } from 'vitest'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { matchingPlans } from './matching-plans.ts'

type Plan = PlanList['plans'][number]
const plan = (name: string, given: Partial<Plan> = {}): Plan => ({
  programme: { id: name, name, partnerType: 'referral', tiers: [] },
  versions: [],
  drafts: [],
  rules: [],
  ...given,
})
const version = (status: Plan['versions'][number]['status']): Plan['versions'][number] => ({
  id: status,
  key: 'k',
  version: 1,
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  status,
  publishedBy: 'Avery',
  publishedAt: '2026-01-01T00:00:00.000Z',
  reason: null,
})
const PLANS = [
  plan('Referral', {
    versions: [version('in_force'), version('coming')],
    rules: ['Gold partners get 15 %.'],
  }),
  plan('Reseller'),
]
const names = (plans: Plan[]) => plans.map(({ programme }) => programme.name)

test('search finds a programme by its name and by what its rules say', () => {
  expect(names(matchingPlans(PLANS, 'resel', undefined))).toEqual(['Reseller'])
  expect(names(matchingPlans(PLANS, 'GOLD', undefined))).toEqual(['Referral'])
  expect(names(matchingPlans(PLANS, 'nothing', undefined))).toEqual([])
})

test('filters leave what they say', () => {
  expect(names(matchingPlans(PLANS, '', 'coming'))).toEqual(['Referral'])
  expect(names(matchingPlans(PLANS, '', 'none'))).toEqual(['Reseller'])
  expect(names(matchingPlans(PLANS, '', 'drafts'))).toEqual([])
})
