import { settleWaiting } from '../../workflows/settle-waiting.ts'
import type { Handler } from '../handler.ts'

/** Idempotent by what it reads: a settled event does not wait any more. */
export const settleCustomerEvents: Handler<'customer_events.settle'> = async ({
  context,
  workspaceId,
  payload,
}) => {
  const moment = { now: context.clock.now(), newId: context.newId }
  await context.db.inWorkspace(workspaceId, (tx) => settleWaiting(tx, moment, payload.waitsFor))
}
