import { expect, test } from 'vitest'
import { SlidingWindow, type Timing, hubspotPace } from './pacing.ts'

/** A clock that only sleeping moves. */
function simulatedTiming(): Timing & { advance(ms: number): void } {
  let now = 0
  return {
    now: () => now,
    sleep: async (ms) => void (now += ms),
    advance: (ms) => void (now += ms),
  }
}

function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((end) => times.filter((time) => time > end - windowMs && time <= end).length))
}

async function timesOf(window: SlidingWindow, timing: Timing, count: number): Promise<number[]> {
  const times: number[] = []
  await Promise.all(
    Array.from({ length: count }, async () => {
      const answered = await window.take()
      times.push(timing.now())
      answered()
    }),
  )
  return times
}

test('never begins more than the limit in any stretch of the window, and loses no time either', async () => {
  const timing = simulatedTiming()
  const times = await timesOf(new SlidingWindow(110, 10_000, timing), timing, 1_000)
  expect(mostInAnyWindow(times, 10_000)).toBe(110)
  expect(times.at(-1)).toBe(Math.floor(999 / 110) * 10_000)
})

test('spreads calls that begin late by the same rule', async () => {
  const timing = simulatedTiming()
  const window = new SlidingWindow(5, 1_000, timing)
  const times: number[] = []
  for (let i = 0; i < 100; i++) {
    timing.advance((i * 37) % 290)
    const answered = await window.take()
    times.push(timing.now())
    answered()
  }
  expect(mostInAnyWindow(times, 1_000)).toBeLessThanOrEqual(5)
})

test('a pause holds everybody back, once', async () => {
  const timing = simulatedTiming()
  const window = new SlidingWindow(10, 1_000, timing)
  const answered = await window.take()
  answered()
  window.pause(7_000)
  window.pause(3_000)
  expect(await timesOf(window, timing, 2)).toEqual([7_000, 7_000])
})

test('searches wait apart from other calls', async () => {
  const timing = simulatedTiming()
  const pace = hubspotPace(timing)
  await timesOf(pace.calls, timing, 110)
  expect(timing.now()).toBe(0)
  await timesOf(pace.searches, timing, 5)
  expect(timing.now()).toBe(0)
  await pace.searches.take()
  expect(timing.now()).toBe(1_000)
})

test('a call counts until a window after its answer: it may arrive as late as that', async () => {
  const timing = simulatedTiming()
  const window = new SlidingWindow(2, 1_000, timing)
  const first = await window.take()
  const second = await window.take()
  const third = window.take()
  timing.advance(400)
  second()
  timing.advance(100)
  first()
  await third
  expect(timing.now()).toBe(1_400)
  await window.take()
  expect(timing.now()).toBe(1_500)
})
