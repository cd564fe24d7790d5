import { describe, expect, it } from 'vitest'
import { submissionRefusal } from './may-submit.ts'

const partner = { name: 'Northwind Consulting', status: 'active' as const }

describe('submissionRefusal', () => {
  it('lets an active partner register an open deal', () => {
    expect(submissionRefusal({ partner, dealOutcome: 'open', own: [] })).toBeNull()
  })

  it.each(['rejected', 'withdrawn', 'expired', 'lost'] as const)(
    'lets it try again after its claim was %s',
    (state) => {
      expect(submissionRefusal({ partner, dealOutcome: 'open', own: [state] })).toBeNull()
    },
  )

  it.each(['submitted', 'in_review', 'info_requested', 'approved'] as const)(
    'refuses a second claim beside one that is %s',
    (state) => {
      expect(submissionRefusal({ partner, dealOutcome: 'open', own: ['rejected', state] })).toContain(
        'has a registration on this deal',
      )
    },
  )

  it.each(['won', 'lost'] as const)('refuses a deal that is %s', (dealOutcome) => {
    expect(submissionRefusal({ partner, dealOutcome, own: [] })).toContain(`is ${dealOutcome}`)
  })

  it.each(['suspended', 'ended'] as const)('refuses a partner that is %s', (status) => {
    expect(submissionRefusal({ partner: { ...partner, status }, dealOutcome: 'open', own: [] })).toContain(
      'takes on no deals',
    )
  })
})
