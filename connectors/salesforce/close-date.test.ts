import { expect, test } from 'vitest'
import { calendarDate } from '../../shared/calendar-date.ts'
import { noonOn } from './close-date.ts'

test.each([
  'America/New_York',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kolkata',
  'UTC',
])('a close date is the same date in %s, in winter, summer, and when the clocks change', (zone) => {
  for (const date of ['2026-01-31', '2026-03-08', '2026-03-29', '2026-07-01', '2026-11-01', '2028-02-29']) {
    const noon = noonOn(date, zone)
    expect(noon && calendarDate(noon, zone)).toBe(date)
  }
})

test('what is no date gives none', () => {
  expect(noonOn('soon', 'UTC')).toBeNull()
  expect(noonOn('2026-13-01', 'UTC')).toBeNull()
})
