import { expect, it } from 'vitest'
import { chooseTerms, type TermsWindow } from './choose-terms.ts'

const first = (over: Partial<TermsWindow> = {}) => ({
  name: 'first',
  effectiveFrom: '2026-01-01',
  effectiveTo: '2026-06-30',
  decidingDate: 'closeDate' as const,
  openDeals: 'newTerms' as const,
  ...over,
})
const second = (over: Partial<TermsWindow> = {}) => ({
  ...first(),
  name: 'second',
  effectiveFrom: '2026-07-01',
  effectiveTo: null,
  ...over,
})
const chosen = (versions: (TermsWindow & { name: string })[], closeDate: string, creditedOn: string) => {
  const terms = chooseTerms(versions, { closeDate, creditedOn })
  return terms && [terms.version.name, terms.termsDate]
}

it('goes by the close date, both ends of a window inside', () => {
  const versions = [second(), first()]
  expect(chosen(versions, '2026-06-30', '2026-02-01')).toEqual(['first', null])
  expect(chosen(versions, '2026-07-01', '2026-02-01')).toEqual(['second', null])
  expect(chosen(versions, '2025-12-31', '2026-02-01')).toBeNull()
})

it('keeps the terms of the day on which the partner came in, where the new ones say so', () => {
  const versions = [first(), second({ openDeals: 'keepTerms' })]
  expect(chosen(versions, '2026-08-01', '2026-06-30')).toEqual(['first', '2026-06-30'])
  expect(chosen(versions, '2026-08-01', '2026-07-01')).toEqual(['second', null])
  expect(chosen(versions, '2026-08-01', '2025-06-30')).toEqual(['second', null])
})

it('goes by the registration where that is the date that decides', () => {
  const versions = [first(), second({ decidingDate: 'registrationDate' })]
  expect(chosen(versions, '2026-08-01', '2026-05-01')).toEqual(['first', '2026-05-01'])
  expect(chosen(versions, '2026-08-01', '2026-07-02')).toEqual(['second', '2026-07-02'])
  expect(chosen(versions, '2026-08-01', '2025-05-01')).toBeNull()
})

it('keeps the word of a plan that has ended to partners that were registered while it ran', () => {
  expect(chosen([first({ decidingDate: 'registrationDate' })], '2026-08-01', '2026-05-01')).toEqual([
    'first',
    '2026-05-01',
  ])
  expect(chosen([first()], '2026-08-01', '2026-05-01')).toBeNull()
})
