import type { Context } from '../context.ts'
import type { Payload, Topic } from './topics.ts'

/**
 * Does one outbox row's work. It may run twice (a worker died, a lease lapsed), so it must be idempotent:
 * either by reading the state it brings about, or by `onlyOnce` inside the transaction that has the effect.
 * Throwing means "try again later"; throw `Unretryable` to park at once.
 */
export type Handler<T extends Topic> = (job: Job<T>) => Promise<void>

export interface Job<T extends Topic> {
  context: Context
  workspaceId: string
  outboxId: string
  payload: Payload<T>
  /** Aborted when the process is asked to stop: finish the page in hand and return `handBack`. */
  signal: AbortSignal
  /** Extends the lease. Long work calls this at every step. */
  stillWorking(): Promise<void>
}

export type Handlers = { [T in Topic]: Handler<T> }

export class Unretryable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Unretryable'
  }
}

/** Thrown by a handler that stopped in the middle because of `signal`: the row becomes available at once and costs no attempt. */
export class HandBack extends Error {}
