import { problemOf } from 'c/cardProblem'

/**
 * One change that somebody may make, at most one at a time. Its idempotency key belongs to the body: pressing the
 * button again after a failure repeats the same intention; a changed form is a new one.
 *
 * @template Body, Reply
 * @param {{ send(request: Body & { idempotencyKey: string }): Promise<Reply>,
 *   done(reply: Reply, body: Body): void,
 *   show(state: { busy: boolean, problem: import('c/cardProblem').CardProblem | null }): void }} parts
 * @returns {{ submit(body: Body): Promise<void>, retry(): Promise<void> }} `retry` sends the last request again, the
 *   same to the letter.
 */
export function oneChange({ send, done, show }) {
  let attempt = null
  let running = false

  async function retry() {
    if (!attempt || running) return
    const { body, idempotencyKey } = attempt
    running = true
    show({ busy: true, problem: null })
    let reply
    try {
      reply = await send({ ...body, idempotencyKey })
    } catch (error) {
      const problem = problemOf(error, true)
      // A refusal is final for its key: the server would only repeat it, even after the reason has gone.
      if (!problem.mayRetry) attempt = null
      running = false
      show({ busy: false, problem })
      return
    }
    attempt = null
    running = false
    show({ busy: false, problem: null })
    done(reply, body)
  }

  async function submit(body) {
    if (running) return
    const text = JSON.stringify(body)
    if (attempt?.text !== text) attempt = { body, text, idempotencyKey: newIdempotencyKey() }
    await retry()
  }

  return { submit, retry }
}

/** A random UUID (version 4) that names one intention, however often it has to be sent. */
export function newIdempotencyKey() {
  // randomUUID exists only in secure contexts; getRandomValues exists everywhere.
  if (crypto.randomUUID) return crypto.randomUUID()
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, index) => {
    if (index === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, '0')
    if (index === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, '0')
    return byte.toString(16).padStart(2, '0')
  })
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-')
}
