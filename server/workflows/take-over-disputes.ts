import { commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { moveStandingDispute, standingDisputes } from '../db/dispute-store.ts'
import { lockLedger } from '../db/ledger-store.ts'
import type { MergedDeal } from '../db/merged-deal-store.ts'
import { isMergedAway } from './take-over-credits.ts'

/**
 * Disputes of lines that were taken back at the merge go on about what the partner gets here for the sale, unless that is disputed
 * already. Says whether any did: then it has to be held, once everything is released.
 */
export async function takeOverDisputes(
  tx: WorkspaceTx,
  merged: readonly MergedDeal[],
  dealId: string,
): Promise<boolean> {
  let moved = false
  for (const { id } of merged) {
    const standing = await standingDisputes(tx, id)
    if (standing.size === 0) continue
    // Who decides a dispute takes the ledger first too.
    await lockLedger(tx)
    const disputed = new Set((await standingDisputes(tx, dealId)).keys())
    const own = (await commissionLinesOf(tx, dealId)).filter(({ latest }) => latest.why.withdrawn === null)
    for (const line of await commissionLinesOf(tx, id)) {
      if (!standing.has(line.id) || !isMergedAway(line.latest.why)) continue
      const successors = own.filter(
        ({ partnerId, currency }) => partnerId === line.partnerId && currency === line.currency,
      )
      const now = successors.find(({ ruleId }) => ruleId === line.ruleId) ?? successors[0]
      if (!now || disputed.has(now.id)) continue
      await moveStandingDispute(tx, line.id, { lineId: now.id, dealId })
      disputed.add(now.id)
      moved = true
    }
  }
  return moved
}
