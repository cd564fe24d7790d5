import { sql } from 'kysely'
import { disputableUntil, DISPUTE_DAYS } from '../../shared/dispute/dispute.ts'
import { NOTHING } from '../../shared/ledger/balance.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { insertDispute } from '../db/dispute-store.ts'
import { balancesByLine, lockLedger } from '../db/ledger-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { holdDisputed } from './hold-disputed.ts'
import type { Moment } from './lock-deal.ts'
import { recordDisputeStep } from './record-dispute-step.ts'

/**
 * Doubts a commission line, with evidence. What is payable of it is held from now on, and so is what becomes payable, until the
 * dispute is decided or withdrawn. Refused while one stands, and later than 15 days after the line's last payout. Returns its id.
 */
export async function openDispute(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { lineId: string; evidence: string },
): Promise<string> {
  const line = await tx.db
    .selectFrom('commission_line')
    .select(['deal_id as dealId', 'partner_id as partnerId'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', input.lineId)
    .executeTakeFirst()
  if (!line) throw notFound('commission')
  await lockLedger(tx)
  const late = await whyTooLate(tx, moment.now, { id: input.lineId, dealId: line.dealId })
  if (late) throw new Refusal('rule_violated', late)
  const dispute = {
    id: moment.newId(),
    ...input,
    ...line,
    openedBy: actor.userId,
    openedAt: moment.now,
  }
  if (!(await insertDispute(tx, dispute))) {
    throw new Refusal('conflict', 'A dispute of this commission is open already.')
  }
  await holdDisputed(tx, moment, line.dealId)
  await recordDisputeStep(tx, moment, actor, dispute, {
    kind: 'dispute_opened',
    from: null,
    to: 'open',
    reason: input.evidence,
  })
  return dispute.id
}

/** Why a line can no longer be disputed, or null while it can. */
export async function whyTooLate(
  tx: WorkspaceTx,
  now: Date,
  line: { id: string; dealId: string },
): Promise<string | null> {
  const found = await balancesByLine(tx, { dealIds: [line.dealId] })
  const own = found.find(({ commissionLineId }) => commissionLineId === line.id)?.balances ?? NOTHING
  const settled = own.pending === 0n && own.payable === 0n && own.held === 0n && own.inTransit === 0n
  const until = disputableUntil({ settled, lastPaidAt: settled ? await lastPaidAt(tx, line.id) : null })
  if (until === null || now <= until) return null
  return `It was paid more than ${DISPUTE_DAYS} days ago, so it can no longer be disputed.`
}

async function lastPaidAt(tx: WorkspaceTx, lineId: string): Promise<Date | null> {
  const row = await tx.db
    .selectFrom('ledger_posting as p')
    .innerJoin('ledger_transaction as t', 't.id', 'p.transaction_id')
    .select(sql<Date | null>`max(t.recorded_at)`.as('at'))
    .where('p.workspace_id', '=', tx.workspaceId)
    .where('p.commission_line_id', '=', lineId)
    .where('t.kind', '=', 'payout_confirmed')
    .executeTakeFirst()
  return row?.at ?? null
}
