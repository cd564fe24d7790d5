import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactNumber, parseExact, withoutExponent } from './exact-json.ts'

test('keeps every digit of every number, wherever it stands', () => {
  expect(parseExact('{"a":1234567890123456.78,"b":[0.10,-5],"c":"7","d":null,"e":true}')).toEqual({
    a: '1234567890123456.78',
    b: ['0.10', '-5'],
    c: '7',
    d: null,
    e: true,
  })
})

test('writes an amount of eighteen digits as it is', () => {
  expect(JSON.stringify({ amount: exactNumber('1234567890123456.78') })).toBe(
    '{"amount":1234567890123456.78}',
  )
})

test.each(['1e3', '', '1,5', '1.', '"1"', '1}', 'NaN'])('does not write %j as a number', (text) => {
  expect(() => exactNumber(text)).toThrow()
})

test.each([
  ['1.0E7', '10000000'],
  ['1.23456789E7', '12345678.9'],
  ['1.23456789012345678E15', '1234567890123456.78'],
  ['-2.5E-3', '-0.0025'],
  ['1.234E2', '123.4'],
  ['0.0E0', '0'],
  ['12.50', '12.50'],
  ['not a number', 'not a number'],
])('reads %s as %s', (text, plain) => {
  expect(withoutExponent(text)).toBe(plain)
})

test('an exponent changes how a number is written, never the number', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,17}$/)
  fc.assert(
    fc.property(digits, digits, fc.integer({ min: -20, max: 20 }), (whole, fraction, power) => {
      const plain = withoutExponent(`${whole}.${fraction}E${power}`)
      expect(scaled(plain)).toBe(BigInt(whole + fraction) * 10n ** BigInt(40 + power - fraction.length))
    }),
  )
})

/** The value times 10^40, exactly. */
function scaled(plain: string): bigint {
  const [whole = '', fraction = ''] = plain.split('.')
  return BigInt(whole + fraction.padEnd(40, '0'))
}
