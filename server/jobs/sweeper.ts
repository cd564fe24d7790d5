import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** How often is looked while a lease lasts. */
const SWEEPS_PER_LEASE = 6
const AT_MOST = 500

/** Wakes what is due and nobody holds: what a crash, a flushed Redis or a lost message left behind. */
export function startSweeper(context: Context): { stop(): Promise<void> } {
  let stopped = false
  let sweep: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    sweep = sweep
      .then(() => (stopped ? undefined : sweepOnce(context)))
      .catch((error: unknown) => {
        context.logger.warn({ err: error }, 'the sweep failed, the next one tries again')
      })
  }, context.config.jobLeaseMs / SWEEPS_PER_LEASE)
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await sweep
    },
  }
}

export async function sweepOnce(context: Pick<Context, 'db' | 'queue'>): Promise<void> {
  const due = await context.db.inSystem(async (tx) => {
    await tx.db
      .deleteFrom('used_signature')
      .where('expires_at', '<', sql<Date>`now()`)
      .execute()
    return tx.db
      .selectFrom('outbox')
      .select('id')
      .where('done_at', 'is', null)
      .where('parked_at', 'is', null)
      .where('available_at', '<=', sql<Date>`now()`)
      .where((where) =>
        where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`now()`)]),
      )
      .orderBy('available_at')
      .limit(AT_MOST)
      .execute()
  })
  for (const { id } of due) await context.queue.wake(id)
}
