import { expect, test } from 'vitest'
import { formatMonth, monthPresets, rangeProblem, readRange } from './months.ts'

const THIS_YEAR = { from: '2026-01', to: '2026-11' }

test('names a month without a time zone moving it', () => {
  expect(formatMonth('2026-01', 'en-US')).toBe('January 2026')
})

test.each([
  ['2026-11-21', ['2026-11..2026-11', '2026-10..2026-10', '2026-10..2026-11', '2026-01..2026-11']],
  ['2026-01-31', ['2026-01..2026-01', '2025-12..2025-12', '2026-01..2026-01', '2026-01..2026-01']],
])('offers whole months around %s, also over the turn of a year', (today, ranges) => {
  expect(monthPresets(today).map(({ range }) => `${range.from}..${range.to}`)).toEqual(ranges)
})

test('reads a range from the address and ignores what is no month', () => {
  const read = (search: string) => readRange(new URLSearchParams(search), THIS_YEAR)
  expect(read('from=2025-02&to=2025-03')).toEqual({ from: '2025-02', to: '2025-03' })
  for (const search of ['', 'from=2025-02', 'from=2025-13&to=2025-03', 'from=x&to=y'])
    expect(read(search)).toEqual(THIS_YEAR)
})

test('says why a range cannot be asked for', () => {
  expect(rangeProblem({ from: '2026-03', to: '2026-02' })).toBe('Ends before it begins.')
  expect(rangeProblem({ from: '2026-3', to: '2026-04' })).toMatch(/such as/)
  expect(rangeProblem({ from: '2026-03', to: '2026-03' })).toBeNull()
})
