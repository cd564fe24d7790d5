import { batchContentText } from '../../shared/payout/batch-content.ts'
import { allPassed } from '../../shared/payout/gates.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockLedger, sha256 } from '../db/ledger-store.ts'
import { partnersByIds } from '../db/partner-store.ts'
import { type ItemRecord, insertBatch, nextBatchNumber } from '../db/payout-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { type PayoutStanding, payoutStandings } from './payout-standing.ts'

/**
 * Puts the whole payable balance of each of these partners into a draft that somebody else must approve. All of them must
 * pass every gate, or nothing is made. No money moves yet. Returns the batch's id.
 */
export async function createPayoutBatch(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { currency: string; partnerIds: readonly string[] },
): Promise<string> {
  await lockLedger(tx)
  const partnerIds = [...new Set(input.partnerIds)]
  const partners = await partnersByIds(tx, partnerIds)
  if (partners.size < partnerIds.length) throw notFound('partner')
  const standings = await payoutStandings(tx, { partnerIds, currency: input.currency })
  refuseBlocked(standings, partners, input.currency)
  const batchId = moment.newId()
  const items = standings.map((standing) => itemOf(moment, batchId, standing))
  const totalMinor = items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const number = await nextBatchNumber(tx)
  await insertBatch(
    tx,
    {
      id: batchId,
      number,
      currency: input.currency,
      status: 'draft',
      itemCount: items.length,
      totalMinor,
      contentHash: sha256(batchContentText({ currency: input.currency, items })),
      createdBy: actor.userId,
      createdAt: moment.now,
      approvedBy: null,
      approvedAt: null,
      closedAt: null,
    },
    items,
  )
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'payout_batch',
    subjectId: batchId,
    kind: 'payout_batch_created',
    actor,
    at: moment.now,
    reason: null,
    before: null,
    after: { number, payments: items.length, total: displayMoney(money(totalMinor, input.currency)) },
  })
  return batchId
}

function refuseBlocked(
  standings: readonly PayoutStanding[],
  partners: ReadonlyMap<string, { name: string }>,
  currency: string,
): void {
  const blocked = standings
    .filter(({ gates }) => !allPassed(gates))
    .map(({ partnerName, gates }) => `${partnerName}: ${gates.find(({ passed }) => !passed)?.text ?? ''}`)
  const found = new Set(standings.map(({ partnerId }) => partnerId))
  const empty = [...partners]
    .filter(([id]) => !found.has(id))
    .map(([, { name }]) => `${name}: nothing is payable in ${currency}.`)
  const reasons = [...blocked, ...empty]
  if (reasons.length > 0)
    throw new Refusal('rule_violated', `Not everybody can be paid. ${reasons.join(' ')}`)
}

function itemOf(moment: Moment, batchId: string, standing: PayoutStanding): ItemRecord {
  const id = moment.newId()
  return {
    id,
    batchId,
    partnerId: standing.partnerId,
    partnerName: standing.partnerName,
    amountMinor: standing.balances.payable,
    currency: standing.currency,
    status: 'queued',
    idempotencyKey: `payout:${id}`,
    lines: standing.lines,
    providerReference: null,
    updatedAt: moment.now,
  }
}
