import { expect, test } from 'vitest'
import { changeInWords, sameRoles } from './role-change.ts'

test('says what is gained and what is lost', () => {
  expect(changeInWords({ name: 'Riley Reyes', roles: ['rep'], you: false }, ['finance'])).toEqual([
    'Riley Reyes becomes finance and may record customer payments, publish plans, close months, make and approve payout batches.',
    'Riley Reyes is no longer rep.',
  ])
})

test('warns somebody who takes a role from themselves', () => {
  const sentences = changeInWords({ name: 'Avery Lindqvist', roles: ['admin', 'rep'], you: true }, ['rep'])
  expect(sentences.at(-1)).toBe('This is you: somebody else has to give it back.')
})

test('warns when no role remains', () => {
  const sentences = changeInWords({ name: 'Riley Reyes', roles: ['rep'], you: false }, [])
  expect(sentences).toContain('Without any role they can open neither card nor console.')
})

test('the order of roles does not matter', () => {
  expect(sameRoles(['rep', 'admin'], ['admin', 'rep'])).toBe(true)
  expect(sameRoles(['rep'], ['admin'])).toBe(false)
  expect(sameRoles([], ['admin'])).toBe(false)
})
