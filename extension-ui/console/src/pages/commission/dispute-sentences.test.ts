import { expect, test } from 'vitest'
import { holdSentence, releaseSentence } from './dispute-sentences.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })

test('names the amount that a dispute holds', () => {
  expect(holdSentence(usd('720.00'))).toMatch(
    /^Everything payable on this line, .*720\.00, is held until the dispute is decided\./,
  )
})

test('promises to hold nothing where nothing is payable or something is owed back', () => {
  for (const amount of ['0.00', '-80.00'])
    expect(holdSentence(usd(amount))).toMatch(/^Nothing on this line is payable now/)
})

test('says what the end of a dispute releases', () => {
  expect(releaseSentence(usd('720.00'))).toMatch(/720\.00, is payable again/)
  expect(releaseSentence(usd('0.00'))).toBe('Nothing is held, so no money moves.')
})
