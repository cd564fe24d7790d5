import { startedByNpm } from './config/env.ts'

const PARENT_CHECK_MS = 500

/**
 * Ends the process in order on SIGTERM or Ctrl-C, and when the npm that started it is gone. A second signal ends it
 * at once.
 */
export function stopOnSignals(close: () => Promise<void>): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(130)
    stopping = true
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (startedByNpm()) whenParentIsGone(() => stopping || stop())
}

/** npm runs a script through a shell, and passes a SIGTERM on to that shell only, which dies without a word to us. */
function whenParentIsGone(act: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, PARENT_CHECK_MS)
  timer.unref()
}
