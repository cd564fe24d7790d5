import { sql } from 'kysely'
import type {
  ContactRole,
  DealDetail,
  DetailKind,
  GoneDetail,
  LineItem,
  NativePartner,
} from '../../shared/crm/deal-detail.ts'
import { money } from '../../shared/money/money.ts'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'

type Columns<T> = Parameters<typeof unnestRows<T>>[1]

const common = {
  external_id: { type: 'text', of: (detail: DealDetail) => detail.externalId },
  deal_external_id: { type: 'text', of: (detail: DealDetail) => detail.dealExternalId },
  crm_modified_at: { type: 'timestamptz(3)', of: (detail: DealDetail) => detail.modifiedAt },
}

const LINE_ITEM: Columns<LineItem> = {
  ...common,
  product_code: { type: 'text', of: (item) => item.productCode },
  product_name: { type: 'text', of: (item) => item.productName },
  quantity: { type: 'text', of: (item) => item.quantity },
  amount_minor: { type: 'bigint', of: (item) => item.amount?.amountMinor ?? null },
  currency: { type: 'text', of: (item) => item.currency },
  amount_problem: { type: 'text', of: (item) => item.amountProblem },
}

const NATIVE_PARTNER: Columns<NativePartner> = {
  ...common,
  account_external_id: { type: 'text', of: (partner) => partner.accountExternalId },
  role: { type: 'text', of: (partner) => partner.role },
  is_primary: { type: 'boolean', of: (partner) => partner.primary },
}

const CONTACT_ROLE: Columns<ContactRole> = {
  ...common,
  contact_external_id: { type: 'text', of: (contact) => contact.contactExternalId },
  contact_name: { type: 'text', of: (contact) => contact.contactName },
  role: { type: 'text', of: (contact) => contact.role },
  is_primary: { type: 'boolean', of: (contact) => contact.primary },
}

const TABLES = {
  line_item: 'deal_line_item',
  native_partner: 'deal_native_partner',
  contact_role: 'deal_contact_role',
} as const satisfies Record<DetailKind, string>

/**
 * Brings the mirror of one kind of detail up to date and returns how many rows that wrote or removed; unchanged ones are
 * not written. Of a detail that comes twice the later holds. The caller holds `lockMirror` for the kind.
 */
export async function storeDetails(
  tx: WorkspaceTx,
  connectionId: string,
  kind: DetailKind,
  details: readonly (DealDetail | GoneDetail)[],
  now: Date,
): Promise<number> {
  const latest = [...new Map(details.map((detail) => [detail.externalId, detail])).values()]
  const gone = latest.filter((detail) => detail.kind === 'gone').map(({ externalId }) => externalId)
  return (
    (await removeDetails(tx, connectionId, kind, gone)) + (await upsert(tx, connectionId, kind, latest, now))
  )
}

async function upsert(
  tx: WorkspaceTx,
  connectionId: string,
  kind: DetailKind,
  details: readonly (DealDetail | GoneDetail)[],
  now: Date,
): Promise<number> {
  const { rows, incoming, names } = incomingRows(kind, details)
  if (rows === 0) return 0
  const columns = sql.join(names.map((name) => sql.ref(name)))
  const held = sql.join(names.map((name) => sql.ref(`held.${name}`)))
  const excluded = sql.join(names.map((name) => sql.ref(`excluded.${name}`)))
  const assignments = sql.join(
    names.slice(1).map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`),
  )
  const result = await sql`
    insert into ${sql.table(TABLES[kind])} as held (workspace_id, connection_id, synced_at, ${columns})
      select ${tx.workspaceId}::uuid, ${connectionId}::uuid, ${now.toISOString()}::timestamptz(3), ${columns}
        from (${incoming}) as incoming
    on conflict (connection_id, external_id) do update set synced_at = excluded.synced_at, ${assignments}
      where (${held}) is distinct from (${excluded})
        and (held.crm_modified_at is null or excluded.crm_modified_at is null
          or excluded.crm_modified_at >= held.crm_modified_at)`.execute(tx.db)
  return Number(result.numAffectedRows ?? 0n)
}

function incomingRows(kind: DetailKind, details: readonly (DealDetail | GoneDetail)[]) {
  const of = <T extends DealDetail>(rows: readonly T[], columns: Columns<T>) => ({
    rows: rows.length,
    incoming: unnestRows(rows, columns),
    names: Object.keys(columns),
  })
  switch (kind) {
    case 'line_item':
      return of(
        details.filter((detail) => detail.kind === kind),
        LINE_ITEM,
      )
    case 'native_partner':
      return of(
        details.filter((detail) => detail.kind === kind),
        NATIVE_PARTNER,
      )
    case 'contact_role':
      return of(
        details.filter((detail) => detail.kind === kind),
        CONTACT_ROLE,
      )
  }
}

async function removeDetails(
  tx: WorkspaceTx,
  connectionId: string,
  kind: DetailKind,
  externalIds: readonly string[],
): Promise<number> {
  if (externalIds.length === 0) return 0
  const { numDeletedRows } = await tx.db
    .deleteFrom(TABLES[kind])
    .where('connection_id', '=', connectionId)
    .where('external_id', 'in', externalIds)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Removes what a listing, now at its end, did not show. */
export async function removeUnlisted(
  tx: WorkspaceTx,
  connectionId: string,
  kind: DetailKind,
): Promise<number> {
  // Not as an anti-join: see `notListed`.
  const { rows } = await sql<{ external_id: string }>`
    select external_id from ${sql.table(TABLES[kind])} where connection_id = ${connectionId}::uuid
    except select unnest(external_ids) from sync_page
      where connection_id = ${connectionId}::uuid and object = ${kind}`.execute(tx.db)
  return removeDetails(
    tx,
    connectionId,
    kind,
    rows.map((row) => row.external_id),
  )
}

export async function removeAllDetails(
  tx: WorkspaceTx,
  connectionId: string,
  kind: DetailKind,
): Promise<void> {
  await tx.db.deleteFrom(TABLES[kind]).where('connection_id', '=', connectionId).execute()
}

export async function countDetails(tx: WorkspaceTx, connectionId: string, kind: DetailKind): Promise<number> {
  const { count } = await tx.db
    .selectFrom(TABLES[kind])
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Details of one kind of these deals of one connection, by the deal's external id. */
export async function lineItemsOf(
  tx: WorkspaceTx,
  connectionId: string,
  dealExternalIds: readonly string[],
): Promise<Map<string, LineItem[]>> {
  const rows = await tx.db
    .selectFrom('deal_line_item')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('deal_external_id', 'in', dealExternalIds)
    .orderBy('external_id')
    .execute()
  const items = rows.map((row): LineItem => ({
    kind: 'line_item',
    ...commonOf(row),
    productCode: row.product_code,
    productName: row.product_name,
    quantity: row.quantity,
    amount: row.amount_minor === null || row.currency === null ? null : money(row.amount_minor, row.currency),
    currency: row.currency,
    amountProblem: row.amount_problem,
  }))
  return Map.groupBy(items, (item) => item.dealExternalId)
}

/** Line items of a deal; null where nobody wants them mirrored, or where they were never listed to the end. */
export async function mirroredLineItems(
  tx: WorkspaceTx,
  connectionId: string,
  dealExternalId: string,
): Promise<LineItem[] | null> {
  const listed = await tx.db
    .selectFrom('connection as c')
    .innerJoin('sync_state as s', 's.connection_id', 'c.id')
    .select('s.object')
    .where('c.workspace_id', '=', tx.workspaceId)
    .where('c.id', '=', connectionId)
    .where('s.object', '=', 'line_item')
    .where('s.changed_since', 'is not', null)
    .where(sql<boolean>`'line_item' = any(c.detail_kinds)`)
    .executeTakeFirst()
  if (!listed) return null
  return (await lineItemsOf(tx, connectionId, [dealExternalId])).get(dealExternalId) ?? []
}

export async function nativePartnersOf(
  tx: WorkspaceTx,
  connectionId: string,
  dealExternalIds: readonly string[],
): Promise<Map<string, NativePartner[]>> {
  const rows = await tx.db
    .selectFrom('deal_native_partner')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('deal_external_id', 'in', dealExternalIds)
    .orderBy('external_id')
    .execute()
  const partners = rows.map((row): NativePartner => ({
    kind: 'native_partner',
    ...commonOf(row),
    accountExternalId: row.account_external_id,
    role: row.role,
    primary: row.is_primary,
  }))
  return Map.groupBy(partners, (partner) => partner.dealExternalId)
}

export async function contactRolesOf(
  tx: WorkspaceTx,
  connectionId: string,
  dealExternalIds: readonly string[],
): Promise<Map<string, ContactRole[]>> {
  const rows = await tx.db
    .selectFrom('deal_contact_role')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('deal_external_id', 'in', dealExternalIds)
    .orderBy('external_id')
    .execute()
  const contacts = rows.map((row): ContactRole => ({
    kind: 'contact_role',
    ...commonOf(row),
    contactExternalId: row.contact_external_id,
    contactName: row.contact_name,
    role: row.role,
    primary: row.is_primary,
  }))
  return Map.groupBy(contacts, (contact) => contact.dealExternalId)
}

const commonOf = (row: { external_id: string; deal_external_id: string; crm_modified_at: Date | null }) => ({
  externalId: row.external_id,
  dealExternalId: row.deal_external_id,
  modifiedAt: row.crm_modified_at,
})

/** A partner of ours with the domain of an account that the CRM names as a partner on a deal. */
export interface ListedPartner {
  partnerId: string
  domain: string
  role: string | null
}

/** The primary one first. A domain is one partner's at most. */
export async function listedPartnersOf(
  tx: WorkspaceTx,
  deal: { connectionId: string; externalId: string },
): Promise<ListedPartner[]> {
  return await tx.db
    .selectFrom('deal_native_partner as n')
    .innerJoin('account as a', (join) =>
      join
        .onRef('a.connection_id', '=', 'n.connection_id')
        .onRef('a.external_id', '=', 'n.account_external_id'),
    )
    .innerJoin('partner_domain as d', (join) => join.on(sql<boolean>`d.domain = lower(a.domain)`))
    .select(['d.partner_id as partnerId', 'd.domain', 'n.role'])
    .where('n.workspace_id', '=', tx.workspaceId)
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('n.connection_id', '=', deal.connectionId)
    .where('n.deal_external_id', '=', deal.externalId)
    .where('a.state', '=', 'active')
    .orderBy('n.is_primary', 'desc')
    .orderBy('n.external_id')
    .execute()
}
