import { ago, day, fill, instant, money, moneyOrDash } from 'c/cardFormat'

const plain = (text) => text.replace(/\s/g, ' ')

test('formats amounts that a float cannot hold without losing a cent', () => {
  expect(money({ amount: '90071992547409931.23', currency: 'USD' })).toBe('$90,071,992,547,409,931.23')
})

test('shows every decimal that the server sent, also where a currency has none or three', () => {
  expect(money({ amount: '7200.00', currency: 'USD' })).toBe('$7,200.00')
  expect(money({ amount: '7200', currency: 'JPY' })).toBe('¥7,200')
  expect(plain(money({ amount: '1.250', currency: 'KWD' }))).toBe('KWD 1.250')
  expect(money({ amount: '-0.10', currency: 'USD' })).toBe('-$0.10')
})

test('does not take unknown for zero', () => {
  expect(moneyOrDash(null)).toBe('–')
  expect(moneyOrDash({ amount: '0.00', currency: 'USD' })).toBe('$0.00')
})

test("shows instants in the viewer's time zone, and calendar days as they are", () => {
  expect(plain(instant('2026-11-20T20:30:00.000Z'))).toBe('Nov 20, 2026, 3:30 PM EST')
  expect(day('2026-11-02')).toBe('Nov 2, 2026')
})

test.each([
  ['2026-11-21T10:00:30.000Z', 'this minute'],
  ['2026-11-21T09:58:30.000Z', '2 minutes ago'],
  ['2026-11-21T04:30:00.000Z', '5 hours ago'],
  ['2026-11-19T10:00:00.000Z', 'Nov 19, 2026, 5:00 AM EST'],
  ['2026-11-21T10:02:00.000Z', 'Nov 21, 2026, 5:02 AM EST'],
])('says how long ago %s was', (iso, words) => {
  expect(plain(ago(iso, Date.parse('2026-11-21T10:01:00.000Z')))).toBe(words)
})

test('fills the places of a label, and leaves those without a value', () => {
  expect(fill('Tag {0} as {1} - {2}', 'A {1}', 'sourced', '$1.00')).toBe('Tag A {1} as sourced - $1.00')
  expect(fill('{0} and {1}', 'one')).toBe('one and {1}')
})
