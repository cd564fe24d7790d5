import { reactToDeal } from '../../workflows/accrue-commission.ts'
import { crashpoint } from '../crashpoint.ts'
import type { Handler } from '../handler.ts'
import { momentOf } from '../../moment-of.ts'

/** Idempotent by what it reads: a second delivery finds nothing left to change. */
export const dealChanged: Handler<'deal.changed'> = async ({ context, workspaceId, payload }) => {
  const moment = momentOf(context)
  await context.db.inWorkspace(workspaceId, async (tx) => {
    await reactToDeal(tx, moment, payload.dealId)
    crashpoint('deal.changed:uncommitted')
  })
}
