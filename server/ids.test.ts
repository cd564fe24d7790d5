import { expect, test } from 'vitest'
import { createIdSource } from './ids.ts'

test('ids are version 7 UUIDs that begin with the time', () => {
  const id = createIdSource(() => 0x018f_1234_5678)()
  expect(id).toMatch(/^018f1234-5678-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a later id is always greater, within a millisecond, past its counter and when the clock steps back', () => {
  let now = 1_790_000_000_000
  const next = createIdSource(() => now)
  const ids: string[] = []
  for (let round = 0; round < 10_000; round++) ids.push(next())
  now -= 60_000
  for (let round = 0; round < 100; round++) ids.push(next())
  now += 120_000
  ids.push(next())
  expect(ids).toEqual([...ids].sort())
  expect(new Set(ids).size).toBe(ids.length)
})
