import { expect, test } from 'vitest'
import { MOST_RATES, parseRates } from './parse-rates.ts'

const EUR = { from: 'EUR', to: 'USD', on: '2026-11-02', rate: '1.0842' }

test('reads commas, semicolons and tabs, small letters, quotes, headings and empty lines', () => {
  for (const text of [
    'EUR,USD,2026-11-02,1.0842',
    'from,to,on,rate\neur, usd , 2026-11-02, 1.0842\n',
    '\r\nEUR;USD;2026-11-02;1.0842\r\n\r\n',
    'EUR\tUSD\t2026-11-02\t1.0842',
    '"EUR","USD","2026-11-02","1.0842"',
  ])
    expect(parseRates(text)).toMatchObject({ rates: [EUR], faults: [] })
})

test('names each fault by the line where it stands, and still reads the others', () => {
  const { rates, lines, faults } = parseRates(
    [
      'from,to,on,rate',
      'EURO,USD,2026-11-02,1.0842',
      'EUR,USD,2026-02-30,1.0842',
      '',
      'EUR,USD,2026-11-02,1.0842',
      'EUR,USD,2026-11-02,1.09',
      'GBP;USD;2026-11-02;1,27',
      'EUR,EUR,2026-11-02,1',
      'JPY,USD,2026-11-02,0.000',
      'JPY,USD,2026-11-02',
      'JPY,USD,2026-11-02,-1',
    ].join('\n'),
  )
  expect(rates).toEqual([EUR])
  expect(lines).toEqual([5])
  expect(faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '2: “EURO” is not a currency such as EUR',
    '3: “2026-02-30” is not a day such as 2026-03-31',
    '6: names the same currencies and day as line 5',
    '7: “1,27” has a decimal comma; write a point',
    '8: has the same currency twice',
    '9: has a rate of zero',
    '10: has 3 values; four are needed: from, to, on, rate',
    '11: “-1” is not a rate such as 1.0842',
  ])
})

test('keeps every digit of a rate', () => {
  const rate = '0.00000912345678901234567890'
  expect(parseRates(`VND,USD,2026-11-02,${rate}`).rates[0]?.rate).toBe(rate)
})

test('says where a paste becomes too long for one request', () => {
  const day = (index: number) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
  const text = Array.from({ length: MOST_RATES + 1 }, (_, index) => `EUR,USD,${day(index)},1.1`).join('\n')
  expect(parseRates(text).faults).toEqual([{ line: 1001, message: expect.stringContaining('1000 rates') }])
})
