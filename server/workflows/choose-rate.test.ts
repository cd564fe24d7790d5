import { describe, expect, test } from 'vitest'
import { conversion } from '../../shared/commission/exchange.ts'
import { JsonCursor } from '../../shared/commission/json-cursor.ts'
import { readExchangeRates } from '../../shared/commission/read-exchange-rates.ts'
import { parseDecimal } from '../../shared/money/parse-decimal.ts'
import type { CrmRate, KnownRates } from '../db/known-rate-store.ts'
import { chooseRate } from './choose-rate.ts'

const DAY = '2026-03-31'
const own = (from: string, to: string, on: string, text: string) => ({
  from,
  to,
  on,
  rate: parseDecimal(text),
  text,
})
const crm = (currency: string, unitsPerCorporateUnit: string, over: Partial<CrmRate> = {}): CrmRate => ({
  corporateCurrency: 'CHF',
  currency,
  from: '2026-01-01',
  until: null,
  unitsPerCorporateUnit,
  ...over,
})
const known = (rates: CrmRate[], recorded: ReturnType<typeof own>[] = []): KnownRates => ({
  own: new Map([[DAY, recorded]]),
  crm: rates,
})
/** What one unit becomes, as an exact fraction of two numbers. */
const factor = (rates: KnownRates, from: string, to: string) => {
  const rate = chooseRate(rates, from, to, DAY)
  const found = rate && conversion([rate], from, to, DAY)
  return found && Number(found.factor.numerator) / Number(found.factor.denominator)
}

describe('the rate between two currencies', () => {
  test('is the workspace’s own before the CRM account’s, in either direction', () => {
    const rates = [crm('EUR', '0.9'), crm('USD', '1.1')]
    expect(factor(known(rates, [own('EUR', 'USD', '2026-03-01', '1.25')]), 'EUR', 'USD')).toBe(1.25)
    expect(factor(known(rates, [own('USD', 'EUR', '2026-03-01', '0.5')]), 'EUR', 'USD')).toBe(2)
  })

  test('goes from, to and through the corporate currency', () => {
    const rates = known([crm('EUR', '0.5'), crm('USD', '2')])
    expect(factor(rates, 'CHF', 'USD')).toBe(2)
    expect(factor(rates, 'EUR', 'CHF')).toBe(2)
    expect(factor(rates, 'EUR', 'USD')).toBe(4)
  })

  test('that goes through a third currency is exact, also when it is stored and read back', () => {
    const rate = chooseRate(known([crm('EUR', '0.93'), crm('USD', '1.13')]), 'EUR', 'USD', DAY)
    expect(rate).toMatchObject({ text: '1.13/0.93', on: '2026-01-01' })
    const { from, to, on, text } = rate ?? own('', '', '', '1')
    expect(readExchangeRates(new JsonCursor([{ from, to, on, rate: text }]))).toEqual([rate])
  })

  test('holds from its first day until the day on which it holds no more', () => {
    const spans = [
      crm('USD', '2', { from: null, until: '2026-03-31' }),
      crm('USD', '4', { from: '2026-03-31', until: '2026-04-01' }),
    ]
    expect(factor(known(spans), 'CHF', 'USD')).toBe(4)
    expect(chooseRate(known(spans), 'CHF', 'USD', '2026-03-30')).toMatchObject({
      on: '2026-03-30',
      text: '2',
    })
    expect(chooseRate(known(spans), 'CHF', 'USD', '2026-04-01')).toBeUndefined()
  })

  test('is unknown where one of the two legs is', () => {
    expect(chooseRate(known([crm('EUR', '0.93')]), 'EUR', 'USD', DAY)).toBeUndefined()
    expect(chooseRate(known([]), 'EUR', 'USD', DAY)).toBeUndefined()
  })
})

test.each(['1/0', '1/0.00', '/2', '1/', '1/-2', '1/2/3'])('%s is no exchange rate', (rate) => {
  const cursor = new JsonCursor([{ from: 'EUR', to: 'USD', on: DAY, rate }])
  expect(readExchangeRates(cursor)).toEqual([])
  expect(cursor.faults).toHaveLength(1)
})
