import Bull from 'bull'
import { finishedWithin } from './memory-queue.ts'
import type { JobQueue } from './queue.port.ts'

const NAME = 'partner-desk'
const REPEAT_WINDOW_MS = 5_000

/**
 * Wake-ups through Bull on Redis, for several processes. Bull is at-least-once and forgets on FLUSHALL: both are
 * harmless here, because a job carries nothing but the id of an outbox row that the worker claims in the database.
 * Within `repeatWindowMs` Redis drops a second wake-up of the same row.
 */
export function bullQueue(
  redisUrl: string,
  { name = NAME, repeatWindowMs = REPEAT_WINDOW_MS }: { name?: string; repeatWindowMs?: number } = {},
): JobQueue {
  const bull = new Bull<{ outboxId: string }>(name, redisUrl, {
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  })
  // Redis being away is no reason to end: the sweeper wakes again when it is back.
  bull.on('error', () => undefined)
  const running = new Set<Promise<void>>()

  return {
    async wake(outboxId, delayMs = 0) {
      const window = Math.floor((Date.now() + delayMs) / repeatWindowMs)
      await bull.add({ outboxId }, { jobId: `${outboxId}:${window}`, delay: delayMs })
    },
    start(work, { concurrency }) {
      void bull.process(concurrency, async (job) => {
        const run = work(job.data.outboxId).finally(() => running.delete(run))
        running.add(run)
        await run
      })
    },
    async stop(graceMs) {
      await bull.pause(true, true)
      const inTime = await finishedWithin(Promise.all(running), graceMs)
      await bull.close(true)
      return inTime
    },
    async ping() {
      await bull.client.ping()
    },
  }
}
