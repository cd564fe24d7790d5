import { sql } from 'kysely'
import type { DealCard } from '../../shared/contract/card-api.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import type { CrmWords } from '../crm-words.ts'
import type { Connection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type MirroredDeal, toDeal } from '../db/deal-store.ts'
import { notFound } from '../errors.ts'
import { goneFromCrm } from '../workflows/lock-deal.ts'
import { amountNote } from './amount-note.ts'

/** A deal with what stands around it on the card: its account, its connection, whether there are partners at all. */
export interface SeenDeal {
  deal: MirroredDeal
  accountName: string | null
  timeZone: string
  connection: Pick<Connection, 'status' | 'crm' | 'apiBaseUrl'>
  syncedAt: Date | null
  anyPartner: boolean
}

/** One query. Throws not_found for a deal that is unknown here, whoever's it is. */
export async function seeDeal(tx: WorkspaceTx, connectionId: string, externalId: string): Promise<SeenDeal> {
  const row = await tx.db
    .selectFrom('deal as d')
    .innerJoin('connection as c', 'c.id', 'd.connection_id')
    .innerJoin('workspace as w', 'w.workspace_id', 'd.workspace_id')
    .leftJoin('account as a', (join) =>
      join
        .onRef('a.connection_id', '=', 'd.connection_id')
        .onRef('a.external_id', '=', 'd.account_external_id'),
    )
    .selectAll('d')
    .select(['a.name as account_name', 'c.status as connection_status', 'c.crm', 'c.api_base_url'])
    .select([
      sql<string>`coalesce(c.time_zone, w.time_zone)`.as('time_zone'),
      // An unchanged deal is not written again, so the last finished run tells how fresh it is.
      sql<Date | null>`greatest(d.synced_at, (select max(r.finished_at) from sync_run r
        where r.connection_id = c.id and r.status = 'done'))`.as('fresh_at'),
      sql<boolean>`exists (select from partner p where p.workspace_id = d.workspace_id
        and p.status not in ('suspended', 'ended'))`.as('any_partner'),
    ])
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('d.connection_id', '=', connectionId)
    .where('d.external_id', '=', externalId)
    .executeTakeFirst()
  if (!row) throw notFound('deal')
  return {
    deal: toDeal(row),
    accountName: row.account_name,
    timeZone: row.time_zone,
    connection: { status: row.connection_status, crm: row.crm, apiBaseUrl: row.api_base_url },
    syncedAt: row.fresh_at,
    anyPartner: row.any_partner,
  }
}

export function dealSection({ deal, accountName, timeZone }: SeenDeal): DealCard['deal'] {
  return {
    externalId: deal.externalId,
    name: deal.name,
    outcome: deal.outcome,
    stage: deal.stageLabel,
    amount: deal.amount && toMoneyJson(deal.amount),
    amountNote: amountNote(deal),
    closeDate: deal.closedAt && calendarDate(deal.closedAt, timeZone),
    account: accountName,
  }
}

/** A deal that is gone says so here too, above everything else. */
export function connectionSection(
  { deal, connection, syncedAt }: SeenDeal,
  { label, reconnectUrl }: CrmWords,
): DealCard['connection'] {
  if (connection.status === 'connected') {
    return {
      status: 'connected',
      message: goneFromCrm(deal),
      reconnectUrl: null,
      syncedAt: syncedAt && syncedAt.toISOString(),
    }
  }
  return {
    status: 'reconnect',
    message: `${label} no longer lets us in, so this card shows what we knew last. An admin can reconnect it; nothing is lost.`,
    reconnectUrl,
    syncedAt: syncedAt && syncedAt.toISOString(),
  }
}
