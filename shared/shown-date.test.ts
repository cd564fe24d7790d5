import { expect, test } from 'vitest'
import { shownDate } from './shown-date.ts'

test.each([
  ['2026-12-01', 'Dec 1, 2026'],
  ['2024-02-29', 'Feb 29, 2024'],
  ['9999-12-31', 'Dec 31, 9999'],
])('%s is written %s', (date, shown) => {
  expect(shownDate(date)).toBe(shown)
})

test('what is no calendar date is refused, not written', () => {
  for (const text of ['', 'soon', '2026-13-01', '2026-12']) expect(() => shownDate(text)).toThrow(RangeError)
})
