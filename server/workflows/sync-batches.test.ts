import { expect, test } from 'vitest'
import type { SyncPage } from '../../connectors/crm.port.ts'
import { inBatches } from './sync-batches.ts'

const page = (from: number, count: number): SyncPage<number> => ({
  records: Array.from({ length: count }, (_, i) => from + i),
  resume: String(from + count),
  answeredAt: new Date(from),
})

async function* pages(
  count: number,
  size: number,
  state: { read: number; closed?: boolean },
  failAt?: number,
) {
  try {
    for (let i = 0; i < count; i++) {
      if (i === failAt) throw new Error('the CRM is away')
      state.read++
      yield page(i * size, size)
    }
  } finally {
    state.closed = true
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('joins what was read meanwhile, in order, and resumes after the last page of each batch', async () => {
  const seen: number[] = []
  for await (const batch of inBatches(pages(30, 100, { read: 0 }), 1_000)) {
    expect(batch.records.length).toBeLessThanOrEqual(1_000)
    seen.push(...batch.records)
    expect(batch.resume).toBe(String(seen.length))
    expect(batch.answeredAt).toEqual(new Date(batch.records[0] ?? -1))
    await turn()
  }
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, i) => i))
})

test('reads ahead of a slow writer, but no further than one batch', async () => {
  const state = { read: 0 }
  const batches = inBatches(pages(100, 100, state), 500)
  await batches.next()
  const taken = state.read
  for (let i = 0; i < 50; i++) await turn()
  expect(state.read).toBeGreaterThan(taken)
  expect(state.read).toBeLessThanOrEqual(taken + 6)
  await batches.return(undefined)
})

test('hands over what was read before a failure, then fails', async () => {
  const seen: number[] = []
  const reading = async () => {
    for await (const batch of inBatches(pages(10, 10, { read: 0 }, 4))) seen.push(...batch.records)
  }
  await expect(reading()).rejects.toThrow('the CRM is away')
  expect(seen).toHaveLength(40)
})

test('a writer that gives up closes the reader before it goes on', async () => {
  const state = { read: 0, closed: false }
  for await (const batch of inBatches(pages(100, 10, state), 50)) {
    if (batch) break
  }
  expect(state.closed).toBe(true)
  expect(state.read).toBeLessThan(20)
})
