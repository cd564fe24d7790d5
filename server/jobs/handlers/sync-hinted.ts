import { CrmError } from '../../../connectors/crm.port.ts'
import { syncHinted } from '../../workflows/sync-hinted.ts'
import { HandBack, type Handler } from '../handler.ts'

/** Follows the webhooks that wait. A connection that must be reconnected keeps them until it is. */
export const followHints: Handler<'sync.hinted'> = async ({ context, workspaceId, payload, signal }) => {
  try {
    await syncHinted(context, { workspaceId, connectionId: payload.connectionId, signal })
  } catch (error) {
    if (error instanceof CrmError && error.code === 'revoked') return
    throw error
  }
  if (signal.aborted) throw new HandBack('asked to stop')
}
