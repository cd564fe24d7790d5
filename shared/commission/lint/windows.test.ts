import { expect, it } from 'vitest'
import { foundIn, sampleTerms } from './sample-terms.ts'

const other = (effectiveFrom: string, effectiveTo: string | null) => ({
  id: 'v1',
  key: 'referral',
  version: 1,
  effectiveFrom,
  effectiveTo,
  programme: 'Referral',
})
const window = (effectiveFrom: string, effectiveTo: string | null) =>
  sampleTerms({ effectiveFrom, effectiveTo })
const both = (otherPlan: ReturnType<typeof other>, terms = window('2027-01-01', '2027-12-31')) =>
  foundIn('other_plan_matches', terms, { otherPlans: [otherPlan] })

it('names the version and the days on which two plans would rate a deal', () => {
  expect(both(other('2026-01-01', '2027-01-31'))).toMatchObject([
    {
      severity: 'error',
      path: 'effectiveFrom',
      message: 'Version 1 of "referral" is in force for Referral too.',
      why: 'For 31 days (Jan 1, 2027 to Jan 31, 2027) two plans would rate the same deal.',
      fix: 'Begin this plan after Jan 31, 2027.',
    },
  ])
  expect(both(other('2027-12-31', null))).toMatchObject([
    { path: 'effectiveTo', why: expect.stringContaining('1 day (Dec 31, 2027 to Dec 31, 2027)') },
  ])
  expect(both(other('2026-01-01', null), window('2027-01-01', null))).toMatchObject([
    { why: expect.stringContaining('every day from Jan 1, 2027 on') },
  ])
})

it('lets windows follow each other', () => {
  expect(both(other('2026-01-01', '2026-12-31'))).toEqual([])
  expect(both(other('2028-01-01', null))).toEqual([])
})

it('blocks a window that is over and asks about one that has begun', () => {
  expect(foundIn('window_in_past', window('2026-01-01', '2026-11-20'))).toMatchObject([
    { severity: 'error', path: 'effectiveTo', why: expect.stringContaining('1 day ago') },
  ])
  expect(foundIn('window_in_past', window('2026-11-01', '2026-11-21'))).toMatchObject([
    {
      severity: 'warning',
      path: 'effectiveFrom',
      why: 'Commissions that stand are not touched, but deals that closed since, in 20 days, and have none yet would be rated by this plan.',
    },
  ])
  expect(foundIn('window_in_past', window('2026-11-21', null))).toEqual([])
})

it('speaks of registrations where they decide', () => {
  const terms = { ...window('2026-11-01', null), decidingDate: 'registrationDate' }
  expect(foundIn('window_in_past', terms)[0]?.why).toContain('whose partner was registered or tagged since')
})
