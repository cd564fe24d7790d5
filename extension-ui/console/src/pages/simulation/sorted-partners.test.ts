import { expect, test } from 'vitest'
import { compareMoney } from './compare-money.ts'
import { readSorting, sortedPartners, writeSorting, type PartnerOutcome } from './sorted-partners.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const partner = (partnerName: string, delta: string | null): PartnerOutcome => ({
  partnerId: partnerName,
  partnerName,
  deals: 1,
  now: delta === null ? null : usd('0.00'),
  then: usd('1.00'),
  delta: delta === null ? null : usd(delta),
})
const PARTNERS = [
  partner('b', '-10.00'),
  partner('unknown', null),
  partner('a', '9.99'),
  partner('c', '100.00'),
]
const names = (rows: PartnerOutcome[]) => rows.map(({ partnerName }) => partnerName)

test('amounts are ordered by value and not by their text', () => {
  expect(names(sortedPartners(PARTNERS, { by: 'delta', descending: true }))).toEqual([
    'c',
    'a',
    'b',
    'unknown',
  ])
})

test('what is not known stands last either way', () => {
  expect(names(sortedPartners(PARTNERS, { by: 'delta', descending: false }))).toEqual([
    'b',
    'a',
    'c',
    'unknown',
  ])
})

test('amounts beyond what a float can tell apart are still told apart', () => {
  expect(compareMoney(usd('9007199254740993.01'), usd('9007199254740993.02'))).toBeLessThan(0)
  expect(compareMoney(usd('-0.50'), usd('-1'))).toBeGreaterThan(0)
  expect(compareMoney(usd('5'), usd('5.00'))).toBe(0)
})

test('the order in the address is read back; nonsense is the order of a fresh page', () => {
  expect(readSorting(writeSorting({ by: 'now', descending: false }))).toEqual({
    by: 'now',
    descending: false,
  })
  expect(readSorting('-partner')).toEqual({ by: 'partner', descending: true })
  expect(readSorting('<script>')).toEqual({ by: 'delta', descending: true })
  expect(readSorting(null)).toEqual({ by: 'delta', descending: true })
})
