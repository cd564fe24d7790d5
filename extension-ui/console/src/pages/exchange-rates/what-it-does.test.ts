import { expect, test } from 'vitest'
import { whatItDoes } from './what-it-does.ts'

test('says how many deals are computed again, which of them in closed months, and which stay', () => {
  expect(whatItDoes({ deals: 1204, inClosedMonths: 1, gone: 2 }, 'correct')).toEqual([
    'The commissions of 1,204 deals were converted at it: they are computed again in the background at the new value, each with a true-up that names this correction.',
    '1 of these deals counts in a closed month: its lines are corrected by entries dated now.',
    '2 further deals are gone from the CRM and keep what was accrued.',
    'The value of before is kept for ever, with your name and reason.',
  ])
})

test('says of a rate that nothing went by that nothing is computed again', () => {
  expect(whatItDoes({ deals: 0, inClosedMonths: 0, gone: 0 }, 'correct')).toEqual([
    'No commission was converted at it so far.',
    'The value of before is kept for ever, with your name and reason.',
  ])
})

test('says of a rate that is taken back what becomes of deals that then have none', () => {
  const [first, second] = whatItDoes({ deals: 1, inClosedMonths: 0, gone: 1 }, 'take-back')
  expect(first).toContain('The commission of 1 deal was converted at it')
  expect(first).toContain('Where there is none, they stay as they are until one is added.')
  expect(second).toBe('1 further deal is gone from the CRM and keeps what was accrued.')
})
