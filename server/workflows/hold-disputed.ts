import { hold, release } from '../../shared/ledger/posting.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { standingDisputes } from '../db/dispute-store.ts'
import { balancesByLine, type LedgerEntry, lockLedger, postTransactions } from '../db/ledger-store.ts'
import type { Moment } from './lock-deal.ts'

/**
 * Brings what is held of a deal's lines to what disputes ask for: everything that is payable where one stands, nothing where
 * none does. It goes by what the ledger has, so the second time changes nothing; run it after whatever makes money payable.
 */
export async function holdDisputed(tx: WorkspaceTx, moment: Moment, dealId: string): Promise<void> {
  const { sequence } = await lockLedger(tx)
  const standing = await standingDisputes(tx, dealId)
  const lines = await balancesByLine(tx, { dealIds: [dealId] })
  const entries = lines.flatMap(
    ({ commissionLineId: lineId, partnerId, currency, balances }): LedgerEntry[] => {
      const dispute = standing.get(lineId)
      const line = { partnerId, dealId, commissionLineId: lineId, currency }
      const step = dispute
        ? { kind: 'hold' as const, postings: balances.payable > 0n ? hold(line, balances.payable) : [] }
        : { kind: 'release' as const, postings: release(line, balances.held) }
      if (step.postings.length === 0) return []
      const cause = { dealId, lineId, disputeId: dispute?.id ?? null }
      // The ledger is locked, so this step is the only one that is made from what it holds now.
      const idempotencyKey = `${step.kind}:${lineId}:${currency}:after${sequence}`
      return [{ ...step, idempotencyKey, cause, effectiveAt: moment.now }]
    },
  )
  await postTransactions(tx, entries, moment)
}
