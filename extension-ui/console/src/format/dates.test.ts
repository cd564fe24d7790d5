import { expect, test } from 'vitest'
import {
  dayIn,
  exactMoment,
  formatCalendarDate,
  formatDuration,
  formatMoment,
  statementPeriods,
} from './dates.ts'

test('a calendar date is the same day in every time zone', () => {
  expect(formatCalendarDate('2026-03-03', 'en-GB')).toBe('3 Mar 2026')
})

test('a moment is shown in the time zone asked for', () => {
  expect(formatMoment('2026-11-21T23:30:00.000Z', 'en-GB', 'Europe/Berlin')).toBe('22 Nov 2026, 00:30')
})

test('the exact moment names its offset and keeps milliseconds', () => {
  expect(exactMoment('2026-07-01T09:00:00.200Z', 'America/New_York', 'en-GB')).toBe(
    '1 Jul 2026, 05:00:00.200 GMT-04:00',
  )
})

test('today is the day of the workspace, not of the browser', () => {
  expect(dayIn('2026-11-21T23:30:00.000Z', 'Asia/Tokyo')).toBe('2026-11-22')
  expect(dayIn('2026-11-21T02:30:00.000Z', 'America/New_York')).toBe('2026-11-20')
})

test.each([
  ['2026-11-21T10:00:00Z', '2026-11-21T10:00:04Z', '4 s'],
  ['2026-11-21T10:00:00Z', '2026-11-21T10:03:20Z', '3 min 20 s'],
  ['2026-11-21T10:00:00Z', '2026-11-21T11:05:59Z', '1 h 5 min'],
  ['2026-11-21T10:00:05Z', '2026-11-21T10:00:00Z', '0 s'],
])('from %s to %s took %s', (from, to, text) => {
  expect(formatDuration(from, to)).toBe(text)
})

test('statement periods end today or with the month before, over year ends and leap days', () => {
  expect(statementPeriods('2026-01-15')).toEqual([
    { label: 'This month', range: { from: '2026-01-01', to: '2026-01-15' } },
    { label: 'Last month', range: { from: '2025-12-01', to: '2025-12-31' } },
    { label: 'This quarter', range: { from: '2026-01-01', to: '2026-01-15' } },
    { label: 'This year', range: { from: '2026-01-01', to: '2026-01-15' } },
  ])
  expect(statementPeriods('2028-03-09')[1]?.range).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(statementPeriods('2026-11-21')[2]?.range).toEqual({ from: '2026-10-01', to: '2026-11-21' })
})
