import { expect, test } from 'vitest'
import { createFormat } from './format.ts'

const us = createFormat('en-US', 'America/New_York')

test.each([
  [{ amount: '7200.00', currency: 'USD' }, '$7,200.00'],
  [{ amount: '-1500.50', currency: 'USD' }, '-$1,500.50'],
  [{ amount: '7200', currency: 'JPY' }, '¥7,200'],
  [{ amount: '1.005', currency: 'KWD' }, 'KWD 1.005'],
  [{ amount: '123456789012345678.91', currency: 'EUR' }, '€123,456,789,012,345,678.91'],
])('writes money with its symbol and each decimal that it has', (money, text) => {
  expect(us.money(money).replace(/\s/g, ' ')).toBe(text)
})

test("follows the viewer's locale", () => {
  const german = createFormat('de-DE', 'Europe/Berlin')
  expect(german.money({ amount: '7200.00', currency: 'EUR' }).replace(/\s/g, ' ')).toBe('7.200,00 €')
  expect(german.day('2026-03-01')).toBe('01.03.2026')
})

test("shows an instant in the portal's time zone, and a calendar day as that day everywhere", () => {
  expect(us.instant('2026-03-01T02:30:00.000Z').replace(/\s/g, ' ')).toBe('Feb 28, 2026, 9:30 PM EST')
  expect(us.day('2026-03-01')).toBe('Mar 1, 2026')
  expect(createFormat('en-US', 'Pacific/Kiritimati').day('2026-03-01')).toBe('Mar 1, 2026')
})

test('says how long ago within a day, and the instant before that or when the clocks disagree', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  expect(us.ago('2026-03-01T11:58:00Z', now)).toBe('2 minutes ago')
  expect(us.ago('2026-03-01T09:00:00Z', now)).toBe('3 hours ago')
  expect(us.ago('2026-02-27T12:00:00Z', now)).toBe(us.instant('2026-02-27T12:00:00Z'))
  expect(us.ago('2026-03-01T12:00:01Z', now)).toBe(us.instant('2026-03-01T12:00:01Z'))
})

test.each(['en_US', 'not a locale!', undefined])('works with the locale %s', (locale) => {
  expect(createFormat(locale, 'UTC').money({ amount: '1.00', currency: 'USD' })).toMatch(/1[.,]00/)
})
