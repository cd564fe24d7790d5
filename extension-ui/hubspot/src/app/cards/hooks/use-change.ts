import { useCallback, useRef, useState } from 'react'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { PartnerDeskError, unreachable } from '../api/partner-desk-error.ts'

export interface Change<Body> {
  busy: boolean
  problem: PartnerDeskError | null
  submit(body: Body): void
  /** Sends the last request again, the same to the letter: same body, same idempotency key. */
  retry(): void
}

interface Attempt<Body> {
  body: Body
  text: string
  idempotencyKey: string
}

/**
 * One change that somebody may make, at most one at a time. Its idempotency key belongs to the body: pressing the
 * button again after a failure repeats the same intention; a changed form is a new one.
 */
export function useChange<Body extends object, Reply>(
  send: (body: Body & { idempotencyKey: string }) => Promise<Reply>,
  done: (reply: Reply, body: Body) => void,
): Change<Body> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<PartnerDeskError | null>(null)
  const attempt = useRef<Attempt<Body> | null>(null)
  const running = useRef(false)
  const latest = useRef({ send, done })
  latest.current = { send, done }

  const retry = useCallback(() => {
    const current = attempt.current
    if (!current || running.current) return
    running.current = true
    setBusy(true)
    setProblem(null)
    const settle = () => {
      running.current = false
      setBusy(false)
    }
    latest.current.send({ ...current.body, idempotencyKey: current.idempotencyKey }).then(
      (reply) => {
        attempt.current = null
        settle()
        latest.current.done(reply, current.body)
      },
      (error: unknown) => {
        const failure = error instanceof PartnerDeskError ? error : unreachable(true)
        // A refusal is final for its key: the server would only repeat it, even after the reason has gone.
        if (!failure.mayRetry) attempt.current = null
        settle()
        setProblem(failure)
      },
    )
  }, [])

  const submit = useCallback(
    (body: Body) => {
      if (running.current) return
      const text = JSON.stringify(body)
      if (attempt.current?.text !== text)
        attempt.current = { body, text, idempotencyKey: newIdempotencyKey() }
      retry()
    },
    [retry],
  )

  return { busy, problem, submit, retry }
}
