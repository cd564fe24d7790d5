import { expect, test } from 'vitest'
import { duplicateRule, insertRule, moveRule, newRule, removeRule } from './rule-list.ts'
import { rulesOf, type Terms } from './terms.ts'

const terms: Terms = { id: 'plan', rules: [{ id: 'a' }, { id: 'b', extra: { kept: 1 } }, { id: 'c' }] }
const ids = (changed: Terms) => rulesOf(changed).map(({ id }) => id)

test('a rule moves one place and takes everything in it along', () => {
  expect(ids(moveRule(terms, 1, -1))).toEqual(['b', 'a', 'c'])
  expect(ids(moveRule(terms, 1, 1))).toEqual(['a', 'c', 'b'])
  expect(rulesOf(moveRule(terms, 1, 1))[2]).toEqual({ id: 'b', extra: { kept: 1 } })
})

test('at an end nothing moves', () => {
  expect(moveRule(terms, 0, -1)).toBe(terms)
  expect(moveRule(terms, 2, 1)).toBe(terms)
  expect(moveRule(terms, 7, -1)).toBe(terms)
})

test('what was deleted comes back where it was, with all its keys', () => {
  const gone = removeRule(terms, 1)
  expect(ids(gone)).toEqual(['a', 'c'])
  expect(insertRule(gone, 1, rulesOf(terms)[1])).toEqual(terms)
})

test('a copy stands behind its original under a name that nobody has', () => {
  const copied = duplicateRule({ rules: [{ id: 'gold' }, { id: 'gold-3' }] }, 0)
  expect(new Set(ids(copied)).size).toBe(3)
  expect(ids(copied)[0]).toBe('gold')
  expect(ids(copied)[2]).toBe('gold-3')
  const deep = duplicateRule(terms, 1)
  expect(rulesOf(deep)[2]).toEqual({ id: 'b-4', extra: { kept: 1 } })
})

test('a new rule has a free name even when the plan has none that can be read', () => {
  expect(newRule({ rules: [{ id: 'rule-2' }] }).id).toBe('rule-3')
  expect(newRule({}).id).toBe('rule-1')
})
