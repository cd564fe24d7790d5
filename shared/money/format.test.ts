import { describe, expect, it } from 'vitest'
import { displayMoney, formatDecimal, fromMoneyJson, toMoneyJson } from './format.ts'
import { money } from './money.ts'

describe('formatDecimal', () => {
  it.each([
    [720000n, 'USD', '7200.00'],
    [5n, 'USD', '0.05'],
    [-5n, 'USD', '-0.05'],
    [1000n, 'JPY', '1000'],
    [0n, 'JPY', '0'],
    [1n, 'KWD', '0.001'],
  ])('%i minor %s is %s', (minor, currency, text) => {
    expect(formatDecimal(money(minor, currency))).toBe(text)
  })
})

describe('displayMoney', () => {
  it.each([
    [720000n, 'USD', '$7,200.00'],
    [-720000n, 'USD', '-$7,200.00'],
    [1000n, 'JPY', '¥1,000'],
    [12345n, 'EUR', '€123.45'],
    [100001n, 'HUF', 'HUF 1,000.01'],
    [900719925474099301n, 'USD', '$9,007,199,254,740,993.01'],
  ])('shows %i minor %s as %s', (minor, currency, text) => {
    expect(displayMoney(money(minor, currency)).replace(/\u00a0/g, ' ')).toBe(text)
  })
})

it('keeps an amount through JSON to the last digit', () => {
  const amount = money(-900719925474099301n, 'USD')
  expect(fromMoneyJson(JSON.parse(JSON.stringify(toMoneyJson(amount))))).toEqual(amount)
})
