import { sql } from 'kysely'
import { monthName } from '../../shared/month.ts'
import { trialBalance, type TrialTotal } from '../../shared/ledger/trial-balance.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { accountSums } from '../db/ledger-sums.ts'
import { lockLedgerFor } from '../db/ledger-rows.ts'
import { insertClose, monthBounds } from '../db/period-close-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { verifyChain } from './verify-chain.ts'
import { type BadRow, verifyLedger } from './verify-ledger.ts'

/**
 * Closes a month ("2026-03") of the ledger for good: from now on no entry can be dated in it or before it. Refused while it is not
 * over, while an earlier month with entries is open, and when the ledger does not verify or balance.
 */
export async function closeMonth(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  month: string,
): Promise<void> {
  const bounds = await monthBounds(tx, month)
  await refuseOutOfTurn(tx, moment, month, bounds)
  // The long part first: postings go on meanwhile, and what they add is proven under the lock.
  const { bad, last } = await verifyLedger(tx)
  if (bad) throw unsound(bad)
  const head = await lockLedgerFor(tx, [])
  await refuseOutOfTurn(tx, moment, month, bounds)
  const since = await verifyChain(tx, last, head.sequence)
  if (since.bad) throw unsound(since.bad)
  const { rows, totals } = trialBalance(await accountSums(tx, bounds))
  const off = totals.find(isOff)
  if (off)
    throw unsound({ row: `trial balance in ${off.currency}`, problem: `it is off by ${off.closingMinor}` })
  await insertClose(tx, {
    month,
    closedUntil: bounds.until,
    closedBy: actor.userId,
    closedAt: moment.now,
    sequence: head.sequence,
    hash: head.hash,
    trialBalance: rows,
  })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'ledger',
    subjectId: tx.workspaceId,
    kind: 'month_closed',
    actor,
    at: moment.now,
    reason: null,
    before: null,
    after: { month, sequence: String(head.sequence), hash: head.hash },
  })
}

async function refuseOutOfTurn(
  tx: WorkspaceTx,
  moment: Moment,
  month: string,
  { from, until }: { from: Date; until: Date },
): Promise<void> {
  const { firstOfAll, first, closedUntil } = await openFrom(tx)
  if (firstOfAll === null || firstOfAll >= until) throw notFound('month with entries')
  if (closedUntil !== null && until <= closedUntil) {
    throw new Refusal('conflict', `${monthName(month)} is closed already.`)
  }
  if (moment.now < until) {
    throw new Refusal('rule_violated', `${monthName(month)} is not over, so it cannot be closed.`)
  }
  if (first !== null && first < from) {
    throw new Refusal(
      'rule_violated',
      `A month before ${monthName(month)} has entries and is open. Close that one first.`,
    )
  }
}

/** The first entry at all, and the first that is in no closed month, by their effective dates. */
async function openFrom(
  tx: WorkspaceTx,
): Promise<{ firstOfAll: Date | null; first: Date | null; closedUntil: Date | null }> {
  const { rows } = await sql<{ first_of_all: Date | null; first: Date | null; closed_until: Date | null }>`
    with closed as (select max(closed_until) as until from period_close where workspace_id = ${tx.workspaceId})
    select closed.until as closed_until,
        (select min(t.effective_at) from ledger_transaction t where t.workspace_id = ${tx.workspaceId}) as first_of_all,
        (select min(t.effective_at) from ledger_transaction t
        where t.workspace_id = ${tx.workspaceId}
          and (closed.until is null or t.effective_at >= closed.until)) as first
      from closed`.execute(tx.db)
  const [row] = rows
  return {
    firstOfAll: row?.first_of_all ?? null,
    first: row?.first ?? null,
    closedUntil: row?.closed_until ?? null,
  }
}

const isOff = (total: TrialTotal): boolean =>
  total.closingMinor !== 0n || total.debitsMinor !== total.creditsMinor

const unsound = ({ row, problem }: BadRow): Refusal =>
  new Refusal('conflict', `The ledger is not sound, so nothing was closed. ${row}: ${problem}.`)
