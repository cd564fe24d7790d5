import { expect, test } from 'vitest'
import { IdempotencyKeys, randomUuid } from './idempotency.ts'

const counting = () => {
  let count = 0
  return new IdempotencyKeys(() => `key-${++count}`)
}

test('a repeated request keeps its key', () => {
  const keys = counting()
  expect(keys.keyFor('POST /a {}')).toBe(keys.keyFor('POST /a {}'))
})

test('a changed request gets a new key, so the server does not refuse it as a conflict', () => {
  const keys = counting()
  expect(keys.keyFor('{"reason":"a"}')).not.toBe(keys.keyFor('{"reason":"b"}'))
})

test('the same request after a success is a new intention', () => {
  const keys = counting()
  const first = keys.keyFor('{}')
  keys.done()
  expect(keys.keyFor('{}')).not.toBe(first)
})

test('keys are version 4 UUIDs and differ', () => {
  const made = new Set(Array.from({ length: 200 }, randomUuid))
  expect(made.size).toBe(200)
  for (const key of made)
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
