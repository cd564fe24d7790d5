import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Business time: what decisions, due dates and ledger entries go by. Security (signatures, tokens, leases) uses the machine's own time. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

const clockFile = z.object({ offsetMs: z.int() })

/**
 * The demo's movable clock: the machine's time plus the offset in a file that every process reads anew at each
 * call. No file means no offset. Whoever moves the clock must replace the file in one step (write, then rename).
 */
export function fileClock(path: string): Clock {
  return { now: () => new Date(Date.now() + offsetMs(path)) }
}

function offsetMs(path: string): number {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
  return clockFile.parse(JSON.parse(text)).offsetMs
}
