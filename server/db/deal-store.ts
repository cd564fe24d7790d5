import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Deal } from '../../shared/crm/deal.ts'
import { DEAL_FIELDS } from '../../shared/crm/deal-fields.ts'
import type { WorkspaceTx } from './database.ts'
import type { DealTable } from './tables.ts'

/** A mirrored deal: the CRM's facts and our own id. */
export interface MirroredDeal extends Omit<Deal, 'mergedExternalIds'> {
  id: string
  connectionId: string
}

/** The deal as the CRM names it. Another workspace's deal is absent, like one that does not exist. */
export async function findDealByExternalId(
  tx: WorkspaceTx,
  connectionId: string,
  externalId: string,
): Promise<MirroredDeal | undefined> {
  const row = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row && toDeal(row)
}

export async function findDealById(tx: WorkspaceTx, dealId: string): Promise<MirroredDeal | undefined> {
  const row = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', dealId)
    .executeTakeFirst()
  return row && toDeal(row)
}

/** As the CRM names them; one that is not here is absent. */
export async function dealsByExternalIds(
  tx: WorkspaceTx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<MirroredDeal[]> {
  if (externalIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('external_id', 'in', [...new Set(externalIds)])
    .execute()
  return rows.map(toDeal)
}

/** By our own id; one that is not here is absent. */
export async function dealsByIds(
  tx: WorkspaceTx,
  dealIds: readonly string[],
): Promise<Map<string, MirroredDeal>> {
  if (dealIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', [...new Set(dealIds)])
    .execute()
  return new Map(rows.map((row) => [row.id, toDeal(row)]))
}

/**
 * The deal, held until the transaction ends: whoever changes credit or registrations of a deal does this first, so
 * that two people at once are served one after the other and the second sees what the first did.
 */
export async function lockDealByExternalId(
  tx: WorkspaceTx,
  connectionId: string,
  externalId: string,
): Promise<MirroredDeal | undefined> {
  const row = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('external_id', '=', externalId)
    .forUpdate()
    .executeTakeFirst()
  return row && toDeal(row)
}

/** `lockDealByExternalId` for who knows the deal by our own id. */
export async function lockDealById(tx: WorkspaceTx, dealId: string): Promise<MirroredDeal | undefined> {
  const row = await tx.db
    .selectFrom('deal')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', dealId)
    .forUpdate()
    .executeTakeFirst()
  return row && toDeal(row)
}

const fieldProblems = z.partialRecord(z.enum(DEAL_FIELDS), z.string())

export function toDeal(row: Selectable<DealTable>): MirroredDeal {
  const { currency } = row
  const inItsCurrency = (amountMinor: bigint | null) =>
    amountMinor === null || currency === null ? null : { amountMinor, currency }
  return {
    id: row.id,
    connectionId: row.connection_id,
    externalId: row.external_id,
    name: row.name,
    amount: inItsCurrency(row.amount_minor),
    currency,
    amountText: row.amount_text,
    amountProblem: row.amount_problem,
    firstYearAcv: inItsCurrency(row.first_year_acv_minor),
    grossMargin: inItsCurrency(row.gross_margin_minor),
    region: row.region,
    fieldProblems: fieldProblems.parse(row.field_problems),
    pipelineId: row.pipeline_id,
    stageId: row.stage_id,
    stageLabel: row.stage_label,
    outcome: row.outcome,
    dealType: row.deal_type,
    closedAt: row.closed_at,
    ownerId: row.owner_id,
    accountExternalId: row.account_external_id,
    otherAccountExternalIds: row.other_account_external_ids,
    state: row.state,
    mergedInto: row.merged_into,
    createdAt: row.crm_created_at,
    modifiedAt: row.crm_modified_at,
  }
}
