import { describe, expect, it } from 'vitest'
import { exponentOf, isCurrency, UnknownCurrency } from './currency.ts'

describe('currency table', () => {
  it.each([
    ['JPY', 0],
    ['KRW', 0],
    ['USD', 2],
    ['HUF', 2],
    ['IDR', 2],
    ['XCG', 2],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %i decimals as in ISO 4217', (code, decimals) => {
    expect(exponentOf(code)).toBe(decimals)
  })

  it('names the code that it does not know', () => {
    expect(() => exponentOf('US$')).toThrow(UnknownCurrency)
    expect(() => exponentOf('US$')).toThrow('"US$"')
  })

  it.each(['usd', '', 'XXX', 'XTS', 'XAU', 'toString'])('does not take "%s" for a currency', (code) => {
    expect(isCurrency(code)).toBe(false)
  })
})
