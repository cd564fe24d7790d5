import { calendarDate } from '../../shared/calendar-date.ts'
import { formatDecimal } from '../../shared/money/format.ts'
import { exportedDetails } from './export-details.ts'
import type { ExportPage } from './export.ts'

/**
 * Deals of every state, merged and archived ones included. `stage` is the CRM's own id, `closeDate` a date where the CRM account
 * is. Line items, the CRM's own partners and contact roles are there where an admin has them mirrored.
 */
export const exportedDeals: ExportPage = async (tx, after, limit) => {
  const rows = await tx.db
    .selectFrom('deal')
    .innerJoin('connection', 'connection.id', 'deal.connection_id')
    .selectAll('deal')
    .select(['connection.time_zone', 'connection.detail_kinds'])
    .where('deal.workspace_id', '=', tx.workspaceId)
    .$if(after !== undefined, (query) => query.where('deal.id', '>', after ?? ''))
    .orderBy('deal.id')
    .limit(limit)
    .execute()
  const details = await exportedDetails(tx, rows)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      externalId: row.external_id,
      name: row.name,
      amount: decimal(row.amount_minor, row.currency),
      currency: row.currency,
      amountProblem: row.amount_problem,
      firstYearAcv: decimal(row.first_year_acv_minor, row.currency),
      grossMargin: decimal(row.gross_margin_minor, row.currency),
      region: row.region,
      stage: row.stage_id,
      outcome: row.outcome,
      dealType: row.deal_type,
      closeDate: row.closed_at && calendarDate(row.closed_at, row.time_zone ?? 'UTC'),
      ownerId: row.owner_id,
      accountExternalId: row.account_external_id,
      otherAccountExternalIds: row.other_account_external_ids,
      state: row.state,
      mergedInto: row.merged_into,
      ...details(row),
    })),
    next: rows.length === limit ? rows.at(-1)?.id : undefined,
  }
}

const decimal = (amountMinor: bigint | null, currency: string | null): string | null =>
  amountMinor === null || currency === null ? null : formatDecimal({ amountMinor, currency })

export const exportedAccounts: ExportPage = async (tx, after, limit) => {
  const rows = await tx.db
    .selectFrom('account')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()
  return {
    rows: rows.map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      externalId: row.external_id,
      name: row.name,
      domain: row.domain,
      parentExternalId: row.parent_external_id,
      ownerId: row.owner_id,
      state: row.state,
      mergedInto: row.merged_into,
    })),
    next: rows.length === limit ? rows.at(-1)?.id : undefined,
  }
}
