import { expect, it } from 'vitest'
import { foundIn, ranged, sampleRule, sampleTerms } from './sample-terms.ts'

const rules = (...list: Record<string, unknown>[]) => sampleTerms({ rules: list })

it('blocks when exactly one amount is matched by no rule, and says what it loses', () => {
  const terms = rules(
    ranged('small', '20', { below: '50000.00' }),
    ranged('large', '25', { above: '50000.00' }),
  )
  expect(foundIn('amount_gap', terms)).toMatchObject([
    {
      severity: 'error',
      path: 'rules[0].when.dealAmount',
      message: 'A deal of exactly $50,000.00 is matched neither by rule "small" nor by rule "large".',
      why: 'It earns nothing, where rule "small" would pay $10,000.00 and rule "large" $12,500.00.',
    },
  ])
})

it('warns of amounts between two ranges and of those above the last', () => {
  const terms = rules(
    ranged('large', '25', { atLeast: '60000.00', atMost: '90000.00' }),
    ranged('small', '20', { atMost: '50000.00' }),
  )
  expect(foundIn('amount_gap', terms)).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].when.dealAmount',
      why: expect.stringContaining('$90,000.01 earns nothing'),
    },
    {
      severity: 'warning',
      path: 'rules[1].when.dealAmount',
      message: 'Deals from $50,000.01 to $59,999.99 fall between rule "small" and rule "large".',
    },
  ])
})

it('warns of what only a converted amount can meet, when there are deals in another currency', () => {
  const terms = rules(
    ranged('small', '20', { atMost: '49999.99' }),
    ranged('large', '25', { atLeast: '50000.00' }),
  )
  expect(foundIn('amount_gap', terms)).toEqual([])
  expect(foundIn('amount_gap', terms, { dealCurrencies: ['USD', 'EUR'] })).toMatchObject([
    { severity: 'warning', why: expect.stringContaining('converts to between $49,999.99 and $50,000.00') },
  ])
})

it('finds no gap where ranges meet, where another rule takes the amount or where there is a lowest amount only', () => {
  const small = ranged('small', '20', { atLeast: '1000.00', atMost: '50000.00' })
  expect(foundIn('amount_gap', rules(small, ranged('large', '25', { above: '50000.00' })))).toEqual([])
  const holed = [ranged('small', '20', { below: '50000.00' }), ranged('large', '25', { above: '50000.00' })]
  expect(foundIn('amount_gap', rules(...holed, sampleRule({ id: 'rest' })))).toEqual([])
})

it('looks at each tier of the programme for a gap that other rules leave', () => {
  const programme = { partnerType: 'referral' as const, tiers: ['silver', 'gold'] }
  const gold = { ...ranged('gold', '25', {}), when: { tiers: ['gold'], dealAmount: { above: '50000.00' } } }
  const silver = {
    ...ranged('silver', '22', {}),
    when: { tiers: ['silver'], dealAmount: { above: '50000.00' } },
  }
  const small = ranged('small', '20', { atMost: '50000.00' })
  expect(foundIn('amount_gap', rules(small, gold, silver), { programme })).toEqual([])
  expect(foundIn('amount_gap', rules(small, gold), { programme })).toHaveLength(1)
})

it('says which of two rules wins at an amount that both take', () => {
  const terms = rules(
    ranged('small', '20', { atMost: '50000.00' }),
    ranged('large', '25', { atLeast: '50000.00' }),
  )
  expect(foundIn('amount_overlap', terms)).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[1].when.dealAmount',
      message: 'A deal of exactly $50,000.00 is matched by rule "small" and by rule "large".',
      why: 'The first of them wins: a deal of $50,000.00 pays $10,000.00 by "small", never the $12,500.00 of "large".',
    },
  ])
  expect(
    foundIn(
      'amount_overlap',
      rules(ranged('a', '20', { atMost: '60000.00' }), ranged('b', '25', { above: '50000.00' })),
    ),
  ).toMatchObject([{ message: expect.stringContaining('$50,000.01 to $60,000.00 is matched') }])
})

it('takes a narrower rule before a wider one for an exception', () => {
  const terms = rules(
    ranged('large', '25', { atLeast: '50000.00' }),
    ranged('rest', '20', { atLeast: '0.00' }),
  )
  expect(foundIn('amount_overlap', terms)).toEqual([])
})

it('takes a range within another for an exception too', () => {
  const inner = ranged('inner', '25', { atLeast: '1000.00', atMost: '2000.00' })
  const outer = ranged('outer', '20', { atLeast: '0.00', atMost: '5000.00' })
  expect(foundIn('amount_overlap', rules(inner, outer))).toEqual([])
})

it('finds no overlap of rules for different partners', () => {
  const gold = { ...ranged('a', '20', {}), when: { tiers: ['gold'], dealAmount: { atMost: '50000.00' } } }
  const silver = {
    ...ranged('b', '25', {}),
    when: { tiers: ['silver'], dealAmount: { atLeast: '50000.00' } },
  }
  expect(foundIn('amount_overlap', rules(gold, silver))).toEqual([])
})
