import { randomBytes } from 'node:crypto'

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
  const bytes = randomBytes(16)
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The process's own source of ids. Take it from the context where there is one. */
export const newId = createIdSource()
