import { expect, test } from 'vitest'
import { progressOf, total } from './sync-progress.ts'

test('shows a kind as soon as it is expected, before the first record', () => {
  expect(progressOf({ read: {}, expected: { deal: 8800 } })).toEqual([
    { kind: 'deal', read: 0, expected: 8800, percent: 0 },
  ])
})

test('an unknown total is unknown, not zero or done', () => {
  expect(progressOf({ read: { account: 40 }, expected: {} })[0]).toMatchObject({
    expected: null,
    percent: null,
  })
})

test('is never 100 % before the last record and never more', () => {
  expect(progressOf({ read: { deal: 8799 }, expected: { deal: 8800 } })[0]?.percent).toBe(99)
  expect(progressOf({ read: { deal: 8900 }, expected: { deal: 8800 } })[0]?.percent).toBe(100)
})

test('nothing to read is done', () => {
  expect(progressOf({ read: {}, expected: { deal: 0 } })[0]?.percent).toBe(100)
})

test('adds up what there is', () => {
  expect(total({ list: 88, search: 2 })).toBe(90)
  expect(total({})).toBe(0)
})
