import { expect, it } from 'vitest'
import type { OtherPlan } from './lint-context.ts'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const euro: OtherPlan = {
  id: 'v1',
  key: 'referral',
  version: 1,
  effectiveFrom: '2026-01-01',
  effectiveTo: '2027-02-14',
  programme: 'Referral',
  currency: 'EUR',
}
const accelerator = (period: string) =>
  sampleRule({
    rate: {
      kind: 'graduated',
      measure: { period, of: 'sourcedRevenue' },
      bands: [
        { upTo: '100000.00', percent: '10' },
        { upTo: null, percent: '20' },
      ],
    },
  })
const found = (rule: Record<string, unknown>, other: Partial<OtherPlan> = {}, from = '2027-02-15') =>
  foundIn('currency_changes_in_period', sampleTerms({ effectiveFrom: from, rules: [rule] }), {
    otherPlans: [{ ...euro, ...other }],
  })

it('warns where a measure of a period begins anew because the currency changes within it', () => {
  expect(found(accelerator('quarter'))).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].rate.measure',
      message:
        "It goes by the partner's quarter, and this plan begins within one: version 1 was in EUR from Jan 1, 2027 on.",
      why: 'What partners had in EUR in those 45 days is not carried over, because no rate is set for that: on Feb 15, 2027 each begins at $0.00 again, with all $100,000.00 of the first band before it.',
      fix: 'Begin on Apr 1, 2027, when the next quarter does, or keep EUR until then.',
    },
  ])
})

it('warns of a cap of a period that is whole again', () => {
  const capped = sampleRule({ periodCap: { period: 'month', amount: '5000.00' } })
  expect(found(capped)).toMatchObject([
    {
      path: 'rules[0].periodCap',
      why: expect.stringMatching(/14 days.*whole cap of \$5,000\.00 to go/),
      fix: 'Begin on Mar 1, 2027, when the next month does, or keep EUR until then.',
    },
  ])
})

it('counts from the day on which the version before began, where that is within the period', () => {
  const [finding] = found(accelerator('year'), { effectiveFrom: '2027-02-01' })
  expect(finding?.message).toContain('from Feb 1, 2027 on')
  expect(finding?.why).toContain('14 days')
  expect(finding?.fix).toContain('Jan 1, 2028')
})

it('finds words for the last days of the calendar', () => {
  const [finding] = found(accelerator('quarter'), { effectiveTo: '9999-12-31' }, '9999-12-15')
  expect(finding?.fix).toBe('Keep EUR, or begin before the quarter does.')
})

it('says nothing where nothing begins anew', () => {
  const rule = accelerator('quarter')
  expect(found(rule, { currency: 'USD' })).toEqual([])
  expect(found(rule, { currency: undefined })).toEqual([])
  expect(found(rule, { effectiveTo: '2027-03-31' }, '2027-04-01')).toEqual([])
  expect(found(rule, { effectiveTo: '2026-12-31' })).toEqual([])
  expect(found(sampleRule())).toEqual([])
})
