import { expect, test } from 'vitest'
import { withRateKind } from './rate-kind.ts'

const BANDS = [
  { upTo: '10.00', percent: '5' },
  { upTo: null, percent: '8' },
]

test('the percentage that was written survives a change of the kind of rate', () => {
  expect(withRateKind({ kind: 'percent', percent: '12.5' }, 'recurring')).toEqual({
    kind: 'recurring',
    percent: '12.5',
    months: 12,
  })
  expect(withRateKind({ kind: 'percent', percent: '12.5' }, 'graduated')).toEqual({
    kind: 'graduated',
    bands: [{ upTo: null, percent: '12.5' }],
  })
  expect(withRateKind({ kind: 'recurring', percentByYear: ['20', '10'] }, 'percent')).toEqual({
    kind: 'percent',
    percent: '20',
  })
})

test('bands and measure go from graduated to volume, whose boundary is stated', () => {
  const measure = { period: 'quarter', of: 'sourcedRevenue' }
  expect(withRateKind({ kind: 'graduated', measure, bands: BANDS }, 'volume')).toEqual({
    kind: 'volume',
    measure,
    boundary: 'inclusive',
    bands: BANDS,
  })
  expect(withRateKind({ kind: 'volume', boundary: 'exclusive', bands: BANDS }, 'graduated')).toEqual({
    kind: 'graduated',
    bands: BANDS,
  })
})

test('an amount is not taken for a percentage', () => {
  expect(withRateKind({ kind: 'flat', amount: '500.00' }, 'percent')).toEqual({
    kind: 'percent',
    percent: '',
  })
})
