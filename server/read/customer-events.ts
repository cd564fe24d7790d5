import { sql } from 'kysely'
import { z } from 'zod'
import { CRM_LABELS } from '../../connectors/record-name.ts'
import { dealUrl } from '../../connectors/record-url.ts'
import type { CustomerEventList, customerEventQuery } from '../../shared/contract/finance-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { may } from '../../shared/partner/roles.ts'
import type { NamedDeal } from '../../shared/payment/event-fact.ts'
import { readKeptEvent } from '../../shared/payment/read-event.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { goneState } from '../db/gone-deals.ts'
import { escapeLike } from '../db/partner-store.ts'
import { cannotDismiss } from '../workflows/dismiss-event.ts'
import { bringsMoney, KEPT, MONEY_EVENTS } from '../workflows/kept-payment.ts'
import { cannotMatch } from '../workflows/match-event.ts'
import { whyUnlinked } from '../workflows/unlinked-deal.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = z.tuple([z.iso.datetime(), z.uuid()])
type Query = z.output<typeof customerEventQuery>

/** Events of billing systems, the latest received first. */
export async function readCustomerEvents(
  tx: WorkspaceTx,
  { query, actor }: { query: Query; actor: Actor },
): Promise<CustomerEventList> {
  const after = decodeCursor(query.cursor, columns)
  const found = await matching(tx, query)
    .select(['e.id', 'e.external_id', 'e.type', 'e.source', 'e.state', 'e.problem', 'e.body'])
    .select(['e.occurred_at', 'e.received_at', 'e.deal_id', 'd.name', 'd.external_id as deal_external_id'])
    .select(goneState.as('gone'))
    .select(['c.crm', 'c.app_base_url', 'c.external_account_id'])
    .$if(after !== null, (q) =>
      q.where(
        sql<boolean>`(e.received_at, e.id) < (${after?.[0] ?? ''}::timestamptz, ${after?.[1] ?? ''}::uuid)`,
      ),
    )
    .orderBy('e.received_at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const { total } = await matching(tx, query)
    .select(sql<bigint>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  return {
    rows: shown.map((row) => {
      const { fact } = readKeptEvent(row.body)
      const permitted = may(actor.roles, 'matchPayments')
        ? null
        : 'Somebody in finance or an admin does this.'
      const step = (obstacle: string | null) => {
        const because = obstacle ?? permitted
        return { allowed: because === null, because }
      }
      const away = row.state === 'applied' && bringsMoney(row.type) ? row.gone : null
      return {
        id: row.id,
        externalId: row.external_id,
        type: row.type,
        source: row.source,
        state: away ? 'kept' : row.state,
        problem: away ? KEPT[away] : row.problem,
        names: fact.kind === 'refund' ? null : nameOf(fact.deal),
        amount: fact.kind === 'subscription' ? null : toMoneyJson(fact.amount),
        dealId: row.deal_id,
        dealName: row.name,
        dealUrl:
          row.crm === null || row.deal_external_id === null
            ? null
            : dealUrl(
                {
                  crm: row.crm,
                  appBaseUrl: row.app_base_url ?? '',
                  externalAccountId: row.external_account_id ?? '',
                },
                row.deal_external_id,
              ),
        occurredAt: row.occurred_at.toISOString(),
        receivedAt: row.received_at.toISOString(),
        actions: { match: step(cannotMatch(row)), dismiss: step(cannotDismiss(row)) },
      }
    }),
    nextCursor:
      last && found.length > query.limit ? encodeCursor([last.received_at.toISOString(), last.id]) : null,
    total: Number(total),
  }
}

/** The filters, as one query that listing and counting share. */
function matching(tx: WorkspaceTx, query: Query) {
  const search = query.search?.trim().toLowerCase() ?? ''
  const pattern = `%${escapeLike(search)}%`
  return tx.db
    .selectFrom('customer_event as e')
    .leftJoin('deal as d', 'd.id', 'e.deal_id')
    .leftJoin('connection as c', 'c.id', 'd.connection_id')
    .where('e.workspace_id', '=', tx.workspaceId)
    .$if(query.state !== undefined, (q) =>
      q.where('e.state', '=', query.state === 'kept' ? 'applied' : (query.state ?? 'waiting')),
    )
    .$if(query.state === 'kept', (q) => q.where(isKept))
    .$if(query.state === 'applied', (q) => q.where(sql<boolean>`not ${isKept}`))
    .$if(search !== '', (q) =>
      q.where(
        sql<boolean>`(lower(e.external_id) like ${pattern} or lower(d.name) like ${pattern}
          or lower(e.body #>> '{data,payment}') like ${pattern} or lower(e.body #>> '{data,subscription}') like ${pattern}
          or lower(e.body #>> '{data,deal,externalId}') = ${search})`,
      ),
    )
}

const isKept = sql<boolean>`(e.type = any(${[...MONEY_EVENTS]}::text[]) and coalesce(${goneState}, '') <> '')`

function nameOf(deal: NamedDeal): string {
  if ('id' in deal) return `deal ${deal.id}`
  const account = deal.accountId === undefined ? '' : ` of account ${deal.accountId}`
  const subject = whyUnlinked(deal.externalId) === null ? `deal ${deal.externalId}` : 'no one deal'
  return `${CRM_LABELS[deal.crm]} ${subject}${account}`
}
