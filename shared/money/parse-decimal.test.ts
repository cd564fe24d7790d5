import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDecimal } from './format.ts'
import { InvalidAmount, parseDecimal, parseMoney, parsePercent, parseStoredMoney } from './parse-decimal.ts'

describe('parseMoney', () => {
  it.each([
    ['7200', 'USD', 720000n],
    ['7200.5', 'USD', 720050n],
    ['1000.00', 'JPY', 1000n],
    ['10.000', 'USD', 1000n],
    ['0.001', 'KWD', 1n],
    ['0', 'USD', 0n],
    ['1234567890123456789012345678901234567890.12', 'USD', 123456789012345678901234567890123456789012n],
    ['9007199254740993.00', 'USD', 900719925474099300n],
  ])('reads %s %s exactly', (text, currency, amountMinor) => {
    expect(parseMoney(text, currency)).toEqual({ amountMinor, currency })
  })

  it.each([
    ['10.001', 'USD', 'too_many_decimals'],
    ['1.5', 'JPY', 'too_many_decimals'],
    ['1e3', 'USD', 'not_a_number'],
    ['1,000.00', 'USD', 'not_a_number'],
    ['NaN', 'USD', 'not_a_number'],
    ['Infinity', 'USD', 'not_a_number'],
    ['0x10', 'USD', 'not_a_number'],
    ['.5', 'USD', 'not_a_number'],
    ['5.', 'USD', 'not_a_number'],
    ['+5', 'USD', 'not_a_number'],
    [' 5', 'USD', 'not_a_number'],
    ['5\n', 'USD', 'not_a_number'],
    ['٣', 'USD', 'not_a_number'],
    ['', 'USD', 'empty'],
    ['  ', 'USD', 'empty'],
    ['-5', 'USD', 'negative'],
  ])('refuses "%s" in %s as %s', (text, currency, problem) => {
    try {
      parseMoney(text, currency)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidAmount)
      expect(error).toMatchObject({ problem, text })
    }
  })

  it('says in a sentence what is wrong', () => {
    expect(() => parseMoney('10.001', 'USD')).toThrow(
      '"10.001" has more decimals than USD allows (2 decimals).',
    )
    expect(() => parseMoney('1e3', 'USD')).toThrow('"1e3" is not a plain decimal number such as 7200.00.')
  })

  it('takes a sign only when asked', () => {
    expect(parseMoney('-5.25', 'USD', { signed: true }).amountMinor).toBe(-525n)
  })

  it('gives back every amount that was written as text', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom('JPY', 'USD', 'KWD', 'CLF'), (amountMinor, currency) => {
        const amount = { amountMinor, currency }
        expect(parseMoney(formatDecimal(amount), currency, { signed: true })).toEqual(amount)
      }),
    )
  })
})

it('keeps amounts only up to what the database can sum', () => {
  expect(parseStoredMoney('1000000000000000.00', 'USD').amountMinor).toBe(10n ** 17n)
  expect(parseStoredMoney('-1000000000000000.00', 'USD', { signed: true }).amountMinor).toBe(-(10n ** 17n))
  expect(() => parseStoredMoney('1000000000000000.01', 'USD')).toThrow('larger than any amount')
  expect(() => parseStoredMoney('-1000000000000000.01', 'USD', { signed: true })).toThrow(InvalidAmount)
})

describe('fractions', () => {
  it('reads percentages exactly', () => {
    expect(parsePercent('12.5')).toEqual({ numerator: 125n, denominator: 1000n })
    expect(parsePercent('15')).toEqual({ numerator: 15n, denominator: 100n })
    expect(parseDecimal('-1.0850', { signed: true })).toEqual({ numerator: -10850n, denominator: 10000n })
    expect(() => parsePercent('-5')).toThrow(InvalidAmount)
  })
})
