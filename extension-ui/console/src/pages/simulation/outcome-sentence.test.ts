import { expect, test } from 'vitest'
import { outcomeSentence } from './outcome-sentence.ts'

const delta = (amount: string | null) => ({ delta: amount === null ? null : { amount, currency: 'USD' } })

test('who cannot be compared is counted neither as more nor as less nor as the same', () => {
  expect(outcomeSentence([delta('0.01'), delta('-5.00'), delta('-0.00'), delta('0.00'), delta(null)])).toBe(
    '1 partner would have got more, 1 less, 2 the same.',
  )
})

test('without anything to compare with nobody is said to get the same', () => {
  expect(outcomeSentence([delta(null)])).toContain('nothing to compare with')
})
