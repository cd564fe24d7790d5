import { awaitRateReaders } from '../../db/rate-revision-store.ts'
import { redriveForRevisedRate } from '../../workflows/redrive-for-rates.ts'
import type { Handler } from '../handler.ts'

/**
 * Idempotent by what it reads. Whoever computed with the rate before it was revised has committed by the time that their
 * lines are looked for. The wait is a transaction of its own, so that nobody waits for one another.
 */
export const followRevisedRate: Handler<'fx_rate.revised'> = async ({ context, workspaceId, payload }) => {
  await context.db.inWorkspace(workspaceId, awaitRateReaders)
  await context.db.inWorkspace(workspaceId, (tx) => redriveForRevisedRate(tx, payload))
}
