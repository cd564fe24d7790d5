import type { WorkspaceTx } from './database.ts'
import type { CreditTable } from './tables.ts'

/** "This partner is sourced or influenced on this deal." A removed credit stays, with who removed it and why. */
export interface CreditRecord {
  id: string
  dealId: string
  partnerId: string
  role: 'sourced' | 'influenced'
  shareBps: number
  evidence: 'registration' | 'referral' | 'manual'
  registrationId: string | null
  reason: string | null
  touchpoints: string[]
  createdBy: string
  createdAt: Date
  lockedAt: Date | null
}

/** Credits that stand, sourced first, then in the order in which they were given. */
export async function liveCreditsOf(tx: WorkspaceTx, dealId: string): Promise<CreditRecord[]> {
  const rows = await tx.db
    .selectFrom('credit')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .where('removed_at', 'is', null)
    .orderBy('role', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toCredit)
}

/** `liveCreditsOf` for several deals. */
export async function liveCreditsOfDeals(
  tx: WorkspaceTx,
  dealIds: readonly string[],
): Promise<CreditRecord[]> {
  if (dealIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('credit')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', 'in', [...dealIds])
    .where('removed_at', 'is', null)
    .orderBy('role', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toCredit)
}

export interface GivenCredit extends CreditRecord {
  removed: boolean
}

/** Every credit that was ever given on a deal, in the order of `liveCreditsOf`. */
export async function allCreditsOf(tx: WorkspaceTx, dealId: string): Promise<GivenCredit[]> {
  const rows = await tx.db
    .selectFrom('credit')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .orderBy('role', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...toCredit(row), removed: row.removed_at !== null }))
}

export async function insertCredit(tx: WorkspaceTx, credit: CreditRecord): Promise<void> {
  await tx.db
    .insertInto('credit')
    .values({
      workspace_id: tx.workspaceId,
      id: credit.id,
      deal_id: credit.dealId,
      partner_id: credit.partnerId,
      role: credit.role,
      share_bps: credit.shareBps,
      evidence: credit.evidence,
      registration_id: credit.registrationId,
      reason: credit.reason,
      touchpoints: credit.touchpoints,
      created_by: credit.createdBy,
      created_at: credit.createdAt,
      locked_at: credit.lockedAt,
    })
    .execute()
}

/** Lets a manual credit rest on an approved registration from now on: the same credit, with better evidence. */
export async function upgradeCredit(
  tx: WorkspaceTx,
  creditId: string,
  registrationId: string,
): Promise<void> {
  await tx.db
    .updateTable('credit')
    .set({ evidence: 'registration', registration_id: registrationId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', creditId)
    .where('removed_at', 'is', null)
    .execute()
}

/** Ends a credit without forgetting it; `by` null is the product itself. Throws when it does not stand (any more). */
export async function markCreditRemoved(
  tx: WorkspaceTx,
  creditId: string,
  removal: { by: string | null; at: Date; reason: string },
): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('credit')
    .set({ removed_by: removal.by, removed_at: removal.at, removed_reason: removal.reason })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', creditId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`credit ${creditId} was to be removed but does not stand`)
}

/** Fixes credits at a deal's win; those that are locked already keep their instant. */
export async function lockCredits(tx: WorkspaceTx, creditIds: readonly string[], at: Date): Promise<void> {
  if (creditIds.length === 0) return
  await tx.db
    .updateTable('credit')
    .set({ locked_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', [...creditIds])
    .where('locked_at', 'is', null)
    .execute()
}

type CreditRow = Omit<CreditTable, 'share_bps' | 'touchpoints'> & { share_bps: number; touchpoints: string[] }

export function toCredit(row: CreditRow): CreditRecord {
  return {
    id: row.id,
    dealId: row.deal_id,
    partnerId: row.partner_id,
    role: row.role,
    shareBps: row.share_bps,
    evidence: row.evidence,
    registrationId: row.registration_id,
    reason: row.reason,
    touchpoints: row.touchpoints,
    createdBy: row.created_by,
    createdAt: row.created_at,
    lockedAt: row.locked_at,
  }
}
