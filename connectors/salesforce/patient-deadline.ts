/**
 * How much longer an answer is looked for once its time is over. A process that was stopped and goes on finds its timers
 * due before it reads what arrived meanwhile, and among that may be the one token that an org still accepts.
 */
export const GRACE_MS = 2_000

/** Aborts after so many milliseconds, and not before what has arrived by then could be read. */
export function patientDeadline(timeoutMs: number): AbortSignal {
  const deadline = new AbortController()
  const late = () => deadline.abort(new Error(`no whole answer within ${timeoutMs} ms`))
  setTimeout(() => setTimeout(late, GRACE_MS).unref(), timeoutMs).unref()
  return deadline.signal
}
