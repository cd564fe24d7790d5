import { expect, it } from 'vitest'
import { calendarDate } from './calendar-date.ts'

it.each([
  ['2026-04-01T03:59:59.999Z', 'America/New_York', '2026-03-31'],
  ['2026-04-01T04:00:00.000Z', 'America/New_York', '2026-04-01'],
  ['2016-12-31T23:30:00.000Z', 'Europe/Berlin', '2017-01-01'],
  ['0999-01-02T00:00:00.000Z', 'UTC', '0999-01-02'],
])('%s falls in %s on %s', (instant, zone, date) => {
  expect(calendarDate(new Date(instant), zone)).toBe(date)
})
