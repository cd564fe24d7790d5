/**
 * Wakes workers. The outbox table is the truth about what is to be done; a queue that loses or doubles
 * messages costs time, never work: the sweeper wakes again what was lost, handlers do twice-delivered work once.
 */
export interface JobQueue {
  /** Asks that the outbox row be worked on, `delayMs` from now at the earliest. */
  wake(outboxId: string, delayMs?: number): Promise<void>
  /** Begins to deliver. `work` never rejects for a failed job: it records the failure in the outbox itself. */
  start(work: (outboxId: string) => Promise<void>, options: { concurrency: number }): void
  /** Stops delivering and waits for work in hand, at most `graceMs`. Returns false when some was still running. */
  stop(graceMs: number): Promise<boolean>
  ping(): Promise<void>
}
