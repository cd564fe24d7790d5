import { CrmError } from '../../../connectors/crm.port.ts'
import type { WorkspaceTx } from '../../db/database.ts'
import { waitingHints } from '../../db/inbox-store.ts'
import { owedWriteBacks } from '../../db/write-back-store.ts'
import { pausedForMs } from '../../workflows/paused.ts'
import { SyncBusy, syncConnection } from '../../workflows/sync-connection.ts'
import { SyncStopped, SyncSuperseded } from '../../workflows/sync-run.ts'
import { HandBack, type Handler, Unretryable } from '../handler.ts'
import { addWork, addWorks } from '../outbox.ts'

/** Mirrors a connection. Beside a living run it waits for that one's end instead of failing, and in a pause for its end. */
export const mirrorConnection: Handler<'sync.connection'> = async ({
  context,
  workspaceId,
  payload,
  signal,
}) => {
  const { connectionId, full } = payload
  try {
    await syncConnection(context, { workspaceId, connectionId, full, signal })
  } catch (error) {
    if (error instanceof SyncStopped) throw new HandBack('asked to stop')
    // The run that took over does the work.
    if (error instanceof SyncSuperseded) return
    const pauseMs = pausedForMs(error)
    const again =
      error instanceof SyncBusy ? error.until : pauseMs !== undefined && new Date(Date.now() + pauseMs)
    if (again) {
      return context.db.inWorkspace(workspaceId, (tx) =>
        addWork(tx, {
          topic: 'sync.connection',
          payload,
          dedupeKey: syncKey(connectionId, full),
          availableAt: again,
        }),
      )
    }
    // The connection says so itself, and asks for a person.
    if (error instanceof CrmError && (error.code === 'revoked' || error.code === 'unauthorized')) return
    if (error instanceof CrmError && error.code === 'forbidden') {
      throw new Unretryable(error.message, { cause: error })
    }
    throw error
  }
  await context.db.inWorkspace(workspaceId, (tx) => askForWhatWaited(tx, connectionId))
}

/** Hints that came and writes that were due while the connection could not be called. */
async function askForWhatWaited(tx: WorkspaceTx, connectionId: string): Promise<void> {
  if ((await waitingHints(tx, connectionId, 1)).length > 0) {
    await addWork(tx, { topic: 'sync.hinted', payload: { connectionId }, dedupeKey: connectionId })
  }
  const owed = await owedWriteBacks(tx, connectionId)
  await addWorks(
    tx,
    owed.map((dealId) => ({ topic: 'crm.write_back' as const, payload: { dealId }, dedupeKey: dealId })),
  )
}

/** Of waiting syncs of one connection, one is enough; a full one is not replaced by a lesser one. */
export const syncKey = (connectionId: string, full: boolean): string =>
  `${connectionId}:${full ? 'full' : 'changes'}`
