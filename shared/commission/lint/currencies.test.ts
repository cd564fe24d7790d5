import { expect, it } from 'vitest'
import { foundIn, sampleTerms } from './sample-terms.ts'

const rate = (from: string, to: string, on: string) => ({
  from,
  to,
  on,
  rate: { numerator: 1n, denominator: 1n },
  text: '1',
})

it('warns of each currency of deals from which no rate leads to the plan', () => {
  const rates = [
    rate('EUR', 'USD', '2026-11-21'),
    rate('USD', 'GBP', '2026-01-01'),
    rate('JPY', 'USD', '2026-11-22'),
  ]
  const dealCurrencies = ['USD', 'JPY', 'EUR', 'GBP', 'CHF', 'JPY', '???']
  const found = foundIn('currency_without_rate', sampleTerms(), { rates, dealCurrencies })
  expect(found).toMatchObject([
    {
      severity: 'warning',
      path: 'currency',
      message: 'There are deals in CHF, and no rate to USD on or before Nov 21, 2026.',
      why: expect.stringMatching(
        /^A deal of CHF\s10,000\.00 cannot be rated: .* unknown until there is a rate\.$/,
      ),
      fix: 'Enter a rate from CHF to USD.',
    },
    { message: expect.stringContaining('JPY'), why: expect.stringContaining('¥10,000') },
  ])
})

it('asks anew where the plan is in another currency', () => {
  const id = (currency: string) =>
    foundIn('currency_without_rate', sampleTerms({ currency }), { dealCurrencies: ['CHF'] })[0]?.id
  expect(id('EUR')).toBeDefined()
  expect(id('EUR')).not.toBe(id('USD'))
})

it('does not go by a rate between two other currencies', () => {
  const context = { dealCurrencies: ['EUR'], rates: [rate('EUR', 'GBP', '2026-01-01')] }
  expect(foundIn('currency_without_rate', sampleTerms(), context)).toHaveLength(1)
})
