import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

let folder: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'one-at-a-time-'))
  lock = join(folder, 'lock')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

test('of several who ask at once each works alone', async () => {
  let working = 0
  const most = await Promise.all(
    Array.from({ length: 5 }, () =>
      oneAtATime(lock, async () => {
        working += 1
        await new Promise((later) => setImmediate(later))
        return working--
      }),
    ),
  )
  expect(most).toEqual([1, 1, 1, 1, 1])
  expect(existsSync(lock)).toBe(false)
})

test('what another process holds is waited for, and what it leaves when it is killed does not count', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(holder, 'spawn')
  writeFileSync(lock, String(holder.pid))
  let worked = false
  const work = oneAtATime(lock, async () => {
    worked = true
  })
  try {
    await vi.advanceTimersByTimeAsync(10_000)
    expect(worked).toBe(false)
  } finally {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }
  await vi.advanceTimersByTimeAsync(1_000)
  await work
  expect(worked).toBe(true)
})

test('work that fails lets the next one begin', async () => {
  await expect(oneAtATime(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await oneAtATime(lock, async () => 'done')).toBe('done')
})
