import { expect, test } from 'vitest'
import { z } from 'zod'
import { MAX_TERMS_LENGTH, planTerms } from './plan-terms.ts'

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

test('takes any JSON object and changes nothing in it', () => {
  const terms = { id: '', rules: [null, 1.5, { __proto: [] }], 'ключ 🙂': { b: 1, a: 2 } }
  expect(planTerms.parse(terms)).toEqual(terms)
  expect(planTerms.parse({})).toEqual({})
})

test.each([
  ['a list', []],
  ['text', 'plan'],
  ['a character that PostgreSQL cannot keep', { id: 'a\0b' }],
  ['such a character in a key', { rules: [{ 'a\0b': 1 }] }],
  ['half of a surrogate pair', { id: '\ud83d' }],
  ['a number that became infinite when it was read', JSON.parse('{"version": 1e999}')],
  ['a key that readers take for something else', JSON.parse('{"__proto__": {"currency": "USD"}}')],
  ['such a key further in', JSON.parse('{"rules": [{"__proto__": {}}]}')],
  ['terms that nest without an end', nested(5000)],
  ['terms that are too long', { id: 'x'.repeat(MAX_TERMS_LENGTH) }],
])('refuses %s', (_what, terms) => {
  expect(planTerms.safeParse(terms).success).toBe(false)
})

test('is described as an object', () => {
  expect(z.toJSONSchema(planTerms, { io: 'input' })).toMatchObject({ type: 'object' })
})
