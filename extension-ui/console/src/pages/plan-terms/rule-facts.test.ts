import { expect, test } from 'vitest'
import { ruleFacts } from './rule-facts.ts'

/** A percentage and its sign stay in one line. */
const glued = (text: string) => text.replaceAll(' %', '\u00a0%')

test('a whole rule is shown column by column, with amounts in the plan’s currency', () => {
  const facts = ruleFacts(
    {
      role: 'sourced',
      basis: 'firstYearAcv',
      rate: { kind: 'percent', percent: '12.5' },
      floor: '100.00',
      cap: '10000.00',
      periodCap: { period: 'year', amount: '50000.00' },
      stack: true,
    },
    'USD',
  )
  expect(facts).toEqual({
    role: 'Sourced',
    basis: 'First-year ACV',
    rate: glued('12.5 %'),
    bounds: ['at least $100.00', 'at most $10,000.00', '$50,000.00 a year'],
    stack: true,
  })
})

test.each([
  [{ kind: 'flat', amount: '500.00' }, '$500.00'],
  [{ kind: 'graduated', bands: [{ percent: '5' }, { percent: '8' }] }, 'Graduated: 5 %, 8 %'],
  [{ kind: 'volume', bands: [{ percent: '' }] }, 'Volume: ? %'],
  [{ kind: 'recurring', percent: '20', months: 36 }, '20 % for 36 months'],
  [{ kind: 'recurring', percent: '20' }, '20 % for ever'],
  [{ kind: 'recurring', percentByYear: ['20', '10'] }, '20 %, 10 % by year'],
  [undefined, '?'],
])('the rate %j is shown as %s', (rate, text) => {
  expect(ruleFacts({ role: 'sourced', rate }, 'USD').rate).toBe(glued(text))
})

test('what is half written is shown as it is typed and breaks nothing', () => {
  const facts = ruleFacts({ role: 7, basis: null, rate: { kind: 'flat', amount: '5,0' }, cap: '' }, '')
  expect(facts).toEqual({ role: '?', basis: '–', rate: '5,0', bounds: ['at most ?'], stack: false })
})
