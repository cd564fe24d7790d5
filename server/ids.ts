import { randomUUID } from 'node:crypto'

/**
 * Makes UUIDs (version 7, RFC 9562) of which each is greater than the one before, also within one millisecond
 * and when the machine's clock steps back: 48 bits of milliseconds, a 12-bit counter, 62 random bits.
 */
export function createIdSource(nowMs: () => number = Date.now): () => string {
  let lastMs = 0
  let counter = 0
  return () => {
    const ms = nowMs()
    if (ms > lastMs) {
      lastMs = ms
      counter = 0
    } else if (counter < 0xfff) {
      counter++
    } else {
      // 4,096 ids in one millisecond: borrow the next one.
      lastMs++
      counter = 0
    }
    return format(lastMs, counter)
  }
}

function format(ms: number, counter: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const order = counter.toString(16).padStart(3, '0')
  // Node keeps random bytes in store for this call, and the last two groups of a version 4 are the variant and 62 random bits.
  const random = randomUUID().slice(19)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${random}`
}

/** The process's own source of ids. Take it from the context where there is one. */
export const newId = createIdSource()
