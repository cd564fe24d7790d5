import { settleWaiting } from '../../workflows/settle-waiting.ts'
import type { Handler } from '../handler.ts'
import { momentOf } from '../../moment-of.ts'

/** Idempotent by what it reads: a settled event does not wait any more. */
export const settleCustomerEvents: Handler<'customer_events.settle'> = async ({
  context,
  workspaceId,
  payload,
}) => {
  const moment = momentOf(context)
  await context.db.inWorkspace(workspaceId, (tx) => settleWaiting(tx, moment, payload.waitsFor))
}
