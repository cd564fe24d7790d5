const FIRST_MS = 2_000
const LONGEST_MS = 30_000
const GROWTH = 1.5

/**
 * Looks again and again, with longer and longer pauses, while `wanted()` says that there is something to see; never while
 * the page is hidden, and at once when it is shown again.
 *
 * @param {{ look(): Promise<void>, wanted(): boolean }} parts
 * @returns {{ begin(): void, end(): void }} `begin` whenever it may have become wanted; `end` when the page goes
 */
export function polling({ look, wanted }) {
  let timer = null
  let pauseMs = FIRST_MS
  let looking = false

  async function lookNow() {
    timer = null
    looking = true
    try {
      await look()
    } finally {
      looking = false
    }
    schedule()
  }

  function schedule() {
    if (timer !== null || looking) return
    if (!wanted()) {
      pauseMs = FIRST_MS
      return
    }
    if (document.hidden) return
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended by end()
    timer = setTimeout(lookNow, pauseMs)
    pauseMs = Math.min(LONGEST_MS, pauseMs * GROWTH)
  }

  function stop() {
    clearTimeout(timer)
    timer = null
  }

  function visibilityChanged() {
    stop()
    if (document.hidden || looking || !wanted()) return
    pauseMs = FIRST_MS
    void lookNow()
  }

  document.addEventListener('visibilitychange', visibilityChanged)
  return {
    begin: schedule,
    end() {
      stop()
      document.removeEventListener('visibilitychange', visibilityChanged)
    },
  }
}
