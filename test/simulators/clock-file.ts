import { readFileSync } from 'node:fs'

/** The machine's time plus the offset in the clock file, which is read at each call because it may change at any moment. */
export function clockOf(file: string | undefined): () => Date {
  if (file === undefined) return () => new Date()
  return () => {
    try {
      const { offsetMs } = JSON.parse(readFileSync(file, 'utf8')) as { offsetMs?: unknown } // any JSON; checked below
      return new Date(Date.now() + (typeof offsetMs === 'number' ? offsetMs : 0))
    } catch {
      return new Date() // no file yet, or one that is being written: the clock has not been moved
    }
  }
}
