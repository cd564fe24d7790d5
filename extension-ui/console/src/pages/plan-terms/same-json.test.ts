import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameJson } from './same-json.ts'

test('the order of keys says nothing, the order of a list does', () => {
  expect(sameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true)
  expect(sameJson([1, 2], [2, 1])).toBe(false)
})

test.each([
  [{}, []],
  [{ a: undefined }, { b: undefined }],
  [null, {}],
  ['1', 1],
  [{ a: 1 }, { a: 1, b: 2 }],
])('%j and %j are not the same', (one, other) => {
  expect(sameJson(one, other)).toBe(false)
})

test('everything is the same as its own copy', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => sameJson(value, structuredClone(value))))
})
