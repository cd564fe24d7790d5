import { expect, test } from 'vitest'
import { formatMoney, isNegative, isZero, sumMoney, zeroLike } from './money.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })

test.each([
  [usd('7200.00'), 'en-US', '$7,200.00'],
  [usd('0.00'), 'en-US', '$0.00'],
  [usd('-80.50'), 'en-US', '-$80.50'],
  [usd('10005534.00'), 'en-US', '$10,005,534.00'],
  [{ amount: '1200', currency: 'JPY' }, 'en-US', '¥1,200'],
  [{ amount: '1.250', currency: 'KWD' }, 'en-US', 'KWD 1.250'],
  // Intl's own default for forints is no decimals; ISO 4217 and the ledger have two.
  [{ amount: '1500.00', currency: 'HUF' }, 'en-US', 'HUF 1,500.00'],
  [{ amount: '1234.50', currency: 'EUR' }, 'de-DE', '1.234,50 €'],
])('formats %o in %s as %s', (money, locale, text) => {
  expect(formatMoney(money, locale).replace(/\u00a0/g, ' ')).toBe(text)
})

test('keeps digits that a floating-point number would lose', () => {
  expect(formatMoney(usd('9007199254740993.01'), 'en-US')).toBe('$9,007,199,254,740,993.01')
})

test('adds exactly, beyond what a float holds', () => {
  expect(sumMoney([usd('0.10'), usd('0.20')], 'USD')).toEqual(usd('0.30'))
  expect(sumMoney([usd('9007199254740993.01'), usd('0.01')], 'USD')).toEqual(usd('9007199254740993.02'))
  expect(sumMoney([usd('-0.05'), usd('0.02')], 'USD')).toEqual(usd('-0.03'))
  expect(sumMoney([{ amount: '5', currency: 'JPY' }], 'JPY')).toEqual({ amount: '5', currency: 'JPY' })
})

test('nothing at all has the decimals of its currency', () => {
  expect(zeroLike(usd('-7200.00'))).toEqual(usd('0.00'))
  expect(zeroLike({ amount: '1200', currency: 'JPY' })).toEqual({ amount: '0', currency: 'JPY' })
})

test('never adds two currencies', () => {
  expect(() => sumMoney([usd('1.00'), { amount: '1.00', currency: 'EUR' }], 'USD')).toThrow(
    'cannot add EUR to USD',
  )
})

test('zero is zero with any number of decimals; minus zero is not negative', () => {
  expect(['0', '0.00', '-0.00', '000.000'].map((amount) => isZero(usd(amount)))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(isZero(usd('0.01'))).toBe(false)
  expect(isNegative(usd('-0.01'))).toBe(true)
  expect(isNegative(usd('-0.00'))).toBe(false)
})
