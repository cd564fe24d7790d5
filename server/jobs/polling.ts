import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { connectedAccounts } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { askForDueCardKey } from '../workflows/card-keys.ts'
import { syncKey } from './handlers/sync-connection.ts'
import { addWork } from './outbox.ts'

const LOOK_EVERY_MS = 60_000
const CHANGES_EVERY = '5 minutes'
/** What only a listing shows: archived and re-associated records whose webhook was lost. */
const LISTING_EVERY = '24 hours'
const AFTER_FAILURE = '30 minutes'
/** Whoever paused has asked for the next one already; this is for when that was lost. */
const AFTER_PAUSE = '2 hours'

/**
 * Asks again and again that connected accounts be mirrored - webhooks are hints, and hints get lost - and that the keys of
 * their cards be renewed. Any number of processes may do so.
 */
export function startPolling(context: Pick<Context, 'db' | 'logger' | 'crmKinds'>): {
  stop(): Promise<void>
} {
  let look: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    look = look
      .then(() => pollOnce(context))
      .catch((error: unknown) => {
        context.logger.warn({ err: error }, 'could not ask for syncs that are due, the next look tries again')
      })
  }, LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await look
    },
  }
}

/** One look over all connected accounts. The first sync is asked for by whoever connects the account. */
export async function pollOnce({ db, crmKinds }: Pick<Context, 'db' | 'crmKinds'>): Promise<void> {
  const accounts = await db.inSystem((tx) => connectedAccounts(tx))
  for (const { workspaceId, connectionId, crm } of accounts) {
    await db.inWorkspace(workspaceId, async (tx) => {
      if (crmKinds[crm].cardsSignWithOurKey) await askForDueCardKey(tx, connectionId, new Date())
      const due = await dueSync(tx, connectionId)
      if (!due) return
      const full = due === 'full'
      await addWork(tx, {
        topic: 'sync.connection',
        payload: { connectionId, full },
        dedupeKey: syncKey(connectionId, full),
      })
    })
  }
}

/** By the database's clock: business time may stand still or jump. */
async function dueSync(tx: WorkspaceTx, connectionId: string): Promise<'full' | 'changes' | undefined> {
  const { rows } = await sql<{ due: boolean; listing_due: boolean }>`
    select
      (array_agg(updated_at order by updated_at desc))[1]
        < now() - (case (array_agg(status order by updated_at desc))[1]
            when 'failed' then interval '${sql.raw(AFTER_FAILURE)}'
            when 'paused' then interval '${sql.raw(AFTER_PAUSE)}'
            else interval '${sql.raw(CHANGES_EVERY)}' end) as due,
      coalesce(max(updated_at) filter (where kind = 'full' and status = 'done')
        < now() - interval '${sql.raw(LISTING_EVERY)}', true) as listing_due
      from sync_run where connection_id = ${connectionId}::uuid having count(*) > 0`.execute(tx.db)
  const [last] = rows
  if (!last?.due) return undefined
  return last.listing_due ? 'full' : 'changes'
}
