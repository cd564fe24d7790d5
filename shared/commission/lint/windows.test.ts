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
      fix: 'Begin this plan on Feb 1, 2027 or later: version 1 ends the day before.',
    },
  ])
  expect(both(other('2027-12-31', null))).toMatchObject([
    {
      path: 'effectiveTo',
      why: 'For 1 day (Dec 31, 2027) two plans would rate the same deal.',
      fix: 'End this plan on Dec 30, 2027 or earlier: version 1 begins the day after.',
    },
  ])
  expect(both(other('2026-01-01', null), window('2027-01-01', null))).toMatchObject([
    {
      path: 'effectiveFrom',
      why: 'On every day from Jan 1, 2027 on two plans would rate the same deal.',
      fix: 'End version 1 on Dec 31, 2026, the day before this plan begins.',
    },
  ])
})

it('proposes dates on which the windows can part', () => {
  const fix = (otherPlan: ReturnType<typeof other>, from: string, to: string | null) =>
    both(otherPlan, window(from, to)).map((finding) => finding.fix)
  // A plan within the other one cannot begin after its end.
  expect(fix(other('2026-01-01', '2028-12-31'), '2027-01-01', '2027-12-31')).toEqual([
    'End version 1 on Dec 31, 2026, the day before this plan begins.',
  ])
  expect(fix(other('2026-01-01', '2027-12-31'), '2027-01-01', '2027-12-31')).toEqual([
    'End version 1 on Dec 31, 2026, the day before this plan begins.',
  ])
  // Today is 2026-11-21: a day that has begun stays with the version that is in force.
  for (const from of ['2026-11-01', '2026-11-21']) {
    expect(fix(other('2026-01-01', null), from, null)).toEqual([
      'Begin this plan on Nov 22, 2026 or later, so that version 1 can end the day before.',
    ])
  }
  expect(fix(other('2027-01-01', null), '2027-01-01', null)).toEqual([
    'Begin this plan on Jan 2, 2027 or later, so that version 1 can end the day before.',
  ])
  expect(both(other('2027-01-01', null), window('2027-01-01', null))[0]?.path).toBe('effectiveFrom')
  expect(both(other('2027-01-01', '9999-12-31'), window('2027-06-01', '9999-12-31'))[0]?.why).toContain(
    'On every day from Jun 1, 2027 on',
  )
  expect(fix(other('2027-01-01', '9999-12-31'), '2027-06-01', null)).toEqual([
    'End version 1 on May 31, 2027, the day before this plan begins.',
  ])
})

it('lets windows follow each other', () => {
  expect(both(other('2026-01-01', '2026-12-31'))).toEqual([])
  expect(both(other('2028-01-01', null))).toEqual([])
})

it('blocks a window that is over and asks about one that has begun', () => {
  expect(foundIn('window_in_past', window('2026-01-01', '2026-11-20'))).toMatchObject([
    {
      severity: 'error',
      path: 'effectiveTo',
      message: 'The whole window lies in the past: it ended on Nov 20, 2026.',
      why: 'It ended 1 day ago: it would rate 0 of the deals that close from now on.',
      fix: 'Let it end on Nov 21, 2026 or later, or leave `effectiveTo` open.',
    },
  ])
  expect(foundIn('window_in_past', window('2026-11-01', '2026-11-21'))).toMatchObject([
    {
      severity: 'warning',
      path: 'effectiveFrom',
      message: 'The window began 20 days ago, on Nov 1, 2026.',
      why: 'Commissions that are posted stay as they are, but deals that closed in the last 20 days and that have none yet would be rated by this plan.',
      fix: 'Begin on Nov 21, 2026 or later, or say that these deals are meant.',
    },
  ])
  expect(foundIn('window_in_past', window('2026-11-21', null))).toEqual([])
})

it('speaks of registrations where they decide', () => {
  const terms = { ...window('2026-11-01', null), decidingDate: 'registrationDate' }
  expect(foundIn('window_in_past', terms)[0]?.why).toContain(
    'deals whose partner was registered or tagged in the last 20 days',
  )
  const over = { ...window('2026-01-01', '2026-11-20'), decidingDate: 'registrationDate' }
  expect(foundIn('window_in_past', over)[0]?.why).toContain(
    '0 of the deals whose partner is registered or tagged from now on',
  )
})

it('asks anew where the window begins earlier, and not because a day has passed', () => {
  const id = (from: string, today?: string) =>
    foundIn('window_in_past', window(from, null), today ? { today } : {})[0]?.id
  expect(id('2026-11-01')).toBeDefined()
  expect(id('2026-11-01', '2026-11-22')).toBe(id('2026-11-01'))
  expect(id('2026-10-01')).not.toBe(id('2026-11-01'))
})
