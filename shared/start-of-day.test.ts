import { expect, test } from 'vitest'
import { startOfDay } from './start-of-day.ts'

test.each([
  ['2026-04-01', 'UTC', '2026-04-01T00:00:00.000Z'],
  ['2026-04-01', 'America/New_York', '2026-04-01T04:00:00.000Z'],
  ['2026-01-01', 'America/New_York', '2026-01-01T05:00:00.000Z'],
  ['2026-04-01', 'Asia/Kolkata', '2026-03-31T18:30:00.000Z'],
  ['2026-04-01', 'Pacific/Kiritimati', '2026-03-31T10:00:00.000Z'],
  ['2026-04-01', 'Pacific/Pago_Pago', '2026-04-01T11:00:00.000Z'],
  // Clocks went from 00:00 to 01:00 on this day.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['0999-12-31', 'UTC', '0999-12-31T00:00:00.000Z'],
])('%s begins in %s at %s', (date, zone, instant) => {
  expect(startOfDay(date, zone).toISOString()).toBe(instant)
})
