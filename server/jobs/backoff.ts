const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/** How long to wait before the next try: doubling from a second, at most five minutes, with up to a quarter of jitter. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS)
  return Math.round(base * (1 + random() / 4))
}
