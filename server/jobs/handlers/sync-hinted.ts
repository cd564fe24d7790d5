import { CrmError } from '../../../connectors/crm.port.ts'
import { LONG_PAUSE_MS, pausedForMs } from '../../workflows/paused.ts'
import { syncHinted } from '../../workflows/sync-hinted.ts'
import { HandBack, type Handler } from '../handler.ts'

/** Follows the webhooks that wait. A connection that must be reconnected, or pauses, keeps them until then. */
export const followHints: Handler<'sync.hinted'> = async ({ context, workspaceId, payload, signal }) => {
  try {
    await syncHinted(context, { workspaceId, connectionId: payload.connectionId, signal })
  } catch (error) {
    if (error instanceof CrmError && error.code === 'revoked') return
    // The sync that goes on after the pause asks for them again.
    if (pausedForMs(error, LONG_PAUSE_MS) !== undefined) return
    throw error
  }
  if (signal.aborted) throw new HandBack('asked to stop')
}
