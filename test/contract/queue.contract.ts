import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobQueue } from '../../server/jobs/queue.port.ts'
import { eventually } from '../support/eventually.ts'

/** The promises of `JobQueue`, kept by every driver. `make` opens a queue of the same name again and again, as processes do. */
export function describeQueueContract(
  name: string,
  make: (queueName: string) => JobQueue,
  skipped = false,
): void {
  describe.skipIf(skipped)(`the job queue ${name}`, () => {
    let queue: JobQueue
    let queueName: string
    const open: JobQueue[] = []

    beforeEach(() => {
      queueName = `contract-${crypto.randomUUID()}`
      queue = another()
    })
    afterEach(async () => {
      await Promise.all(open.splice(0).map((each) => each.stop(1_000)))
    })
    function another(): JobQueue {
      const made = make(queueName)
      open.push(made)
      return made
    }

    test('delivers what was woken before anybody began to work', async () => {
      await queue.wake('first')
      const seen: string[] = []
      queue.start(async (id) => void seen.push(id), { concurrency: 1 })
      await eventually(() => expect(seen).toEqual(['first']))
    })

    test('delivers what is woken while work goes on', async () => {
      const seen = new Set<string>()
      queue.start(async (id) => void seen.add(id), { concurrency: 2 })
      await Promise.all(['a', 'b', 'c', 'd'].map((id) => queue.wake(id)))
      await eventually(() => expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd']))
    })

    test('never runs more at once than it was asked to', async () => {
      let running = 0
      let most = 0
      let done = 0
      queue.start(
        async () => {
          most = Math.max(most, ++running)
          await new Promise((later) => setTimeout(later, 10))
          running--
          done++
        },
        { concurrency: 3 },
      )
      await Promise.all(Array.from({ length: 12 }, (_, i) => queue.wake(`job-${i}`)))
      await eventually(() => expect(done).toBe(12))
      expect(most).toBe(3)
    })

    test('holds a delayed wake-up back until it is due', async () => {
      let deliveredAt = 0
      queue.start(async () => void (deliveredAt = Date.now()), { concurrency: 1 })
      const askedAt = Date.now()
      await queue.wake('later', 300)
      await eventually(() => expect(deliveredAt).not.toBe(0))
      expect(deliveredAt - askedAt).toBeGreaterThanOrEqual(295)
    })

    test('can be woken again for the same row after it was delivered', async () => {
      let times = 0
      queue.start(async () => void times++, { concurrency: 1 })
      await queue.wake('again')
      await eventually(() => expect(times).toBe(1))
      await queue.wake('again', 10_000 / 2)
      await eventually(() => expect(times).toBe(2), 15_000)
    })

    test('waits at the stop for work in hand and then delivers nothing more', async () => {
      let finished = false
      let begun = false
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      queue.start(
        async () => {
          begun = true
          await held
          finished = true
        },
        { concurrency: 1 },
      )
      await queue.wake('slow')
      await eventually(() => expect(begun).toBe(true))
      const stopped = queue.stop(5_000)
      release()
      expect(await stopped).toBe(true)
      expect(finished).toBe(true)
    })

    test('says so when work outlasts the grace of a stop', async () => {
      let begun = false
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      queue.start(async () => ((begun = true), held), { concurrency: 1 })
      await queue.wake('stuck')
      await eventually(() => expect(begun).toBe(true))
      expect(await queue.stop(50)).toBe(false)
      release()
    })

    test('answers a ping', async () => {
      await expect(queue.ping()).resolves.toBeUndefined()
    })
  })
}
