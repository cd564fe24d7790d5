import type { JobQueue } from './queue.port.ts'

/** Wake-ups in this process: the default, when there is no Redis. What a crash loses, the sweeper finds in the outbox. */
export function memoryQueue(): JobQueue {
  const waiting: string[] = []
  const running = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let deliver: { work: (outboxId: string) => Promise<void>; concurrency: number } | undefined

  function pump(): void {
    while (deliver && running.size < deliver.concurrency && waiting.length > 0) {
      // Shifted only when there is one: the loop's condition says so.
      const outboxId = waiting.shift() as string
      const run = deliver.work(outboxId).finally(() => {
        running.delete(run)
        pump()
      })
      running.add(run)
    }
  }

  function wakeNow(outboxId: string): void {
    waiting.push(outboxId)
    // Not at once: whoever woke us may still be inside its own call.
    setImmediate(pump)
  }

  return {
    async wake(outboxId, delayMs = 0) {
      if (delayMs <= 0) return wakeNow(outboxId)
      const timer = setTimeout(() => {
        timers.delete(timer)
        wakeNow(outboxId)
      }, delayMs)
      timer.unref()
      timers.add(timer)
    },
    start(work, { concurrency }) {
      deliver = { work, concurrency }
      pump()
    },
    async stop(graceMs) {
      deliver = undefined
      for (const timer of timers) clearTimeout(timer)
      return finishedWithin(Promise.all(running), graceMs)
    },
    async ping() {},
  }
}

/** Whether the work ended before the grace did. */
export async function finishedWithin(work: Promise<unknown>, graceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), graceMs)
  })
  const inTime = work.then(() => true)
  return Promise.race([inTime, late]).finally(() => clearTimeout(timer))
}
