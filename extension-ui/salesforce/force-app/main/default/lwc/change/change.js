import { CardProblem } from 'c/cardApi'

/**
 * One change that somebody may make, at most one at a time. Its idempotency key belongs to the body: pressing the
 * button again after a failure repeats the same intention; a changed form is a new one. Each step is told to
 * `show({ busy, problem })`.
 */
export class Change {
  #show
  #send
  #attempt = null
  #running = false

  constructor(send, show) {
    this.#send = send
    this.#show = show
  }

  /** Resolves with the reply, or with undefined when there is a problem (or a send is under way already). */
  submit(body) {
    if (this.#running) return Promise.resolve(undefined)
    const text = JSON.stringify(body)
    if (this.#attempt?.text !== text) {
      this.#attempt = { text, request: { ...body, idempotencyKey: crypto.randomUUID() } }
    }
    return this.retry()
  }

  /** Sends the last request again, the same to the letter. */
  async retry() {
    const attempt = this.#attempt
    if (!attempt || this.#running) return undefined
    this.#running = true
    this.#show({ busy: true, problem: null })
    let reply
    let problem = null
    try {
      reply = await this.#send(attempt.request)
      this.#attempt = null
    } catch (error) {
      problem = CardProblem.of(error)
      // A refusal is final for its key: the server would only repeat it, even after the reason has gone.
      if (!problem.mayRetry) this.#attempt = null
    }
    this.#running = false
    this.#show({ busy: false, problem })
    return reply
  }
}
