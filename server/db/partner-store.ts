import { sql } from 'kysely'
import type { Partner, PartnerStatus, PartnerType } from '../../shared/partner/partner.ts'
import type { WorkspaceTx } from './database.ts'

export interface PartnerRecord extends Partner {
  contactName: string | null
  contactEmail: string | null
  createdAt: Date
}

export interface FoundPartner extends PartnerRecord {
  /** When this user last tagged or registered it; null when never. */
  lastUsedAt: Date | null
}

/**
 * Search as you type by name, domain or contact. Those that the user worked with come first, latest first; then
 * names that begin with the text. Returns up to `limit` rows: ask for one more than you show to learn of more.
 */
export async function searchPartners(
  tx: WorkspaceTx,
  query: { search: string; userId: string; limit: number },
): Promise<FoundPartner[]> {
  const search = query.search.trim().toLowerCase()
  const rows = await partnersWithDomains(tx)
    .leftJoin(recentlyUsed(tx, query.userId), (join) => join.onRef('recent.partner_id', '=', 'p.id'))
    .select('recent.at as lastUsedAt')
    .$if(search !== '', (q) => q.where(matches(search)))
    .$if(search === '', (q) => q.where('p.status', 'not in', ['suspended', 'ended']))
    .orderBy(sql`recent.at desc nulls last`)
    .orderBy(sql`lower(p.name) like ${`${escapeLike(search)}%`}`, 'desc')
    .orderBy(sql`lower(p.name)`)
    .orderBy('p.id')
    .limit(query.limit)
    .execute()
  return rows.map((row) => ({ ...toPartner(row), lastUsedAt: row.lastUsedAt }))
}

export async function findPartner(tx: WorkspaceTx, partnerId: string): Promise<PartnerRecord | undefined> {
  const row = await partnersWithDomains(tx).where('p.id', '=', partnerId).executeTakeFirst()
  return row && toPartner(row)
}

export async function partnersByIds(
  tx: WorkspaceTx,
  ids: readonly string[],
): Promise<Map<string, PartnerRecord>> {
  if (ids.length === 0) return new Map()
  const rows = await partnersWithDomains(tx)
    .where('p.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, toPartner(row)]))
}

export interface PartnerFilter {
  search?: string | undefined
  status?: PartnerStatus | undefined
  type?: PartnerType | undefined
}

/** By name, then id: `after` is the last row that the caller has. */
export async function listPartners(
  tx: WorkspaceTx,
  filter: PartnerFilter,
  page: { after: { name: string; id: string } | null; limit: number },
): Promise<PartnerRecord[]> {
  const { after } = page
  const rows = await filtered(partnersWithDomains(tx), filter)
    .$if(after !== null, (q) =>
      q.where(sql<boolean>`(lower(p.name), p.id) > (${after?.name}, ${after?.id}::uuid)`),
    )
    .orderBy(sql`lower(p.name)`)
    .orderBy('p.id')
    .limit(page.limit)
    .execute()
  return rows.map(toPartner)
}

export async function countPartners(tx: WorkspaceTx, filter: PartnerFilter): Promise<number> {
  const row = await filtered(partnersWithDomains(tx), filter)
    .clearSelect()
    .select(sql<bigint>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Throws the database's unique violation when a domain belongs to another partner: check `domainOwners` first. */
export async function insertPartner(tx: WorkspaceTx, partner: PartnerRecord): Promise<void> {
  await tx.db
    .insertInto('partner')
    .values({
      workspace_id: tx.workspaceId,
      id: partner.id,
      name: partner.name,
      partner_type: partner.type,
      tier: partner.tier,
      status: partner.status,
      payout_currency: partner.payoutCurrency,
      contact_name: partner.contactName,
      contact_email: partner.contactEmail,
      created_at: partner.createdAt,
    })
    .execute()
  if (partner.domains.length === 0) return
  const domains = partner.domains.map((domain) => ({
    workspace_id: tx.workspaceId,
    partner_id: partner.id,
    domain,
  }))
  await tx.db.insertInto('partner_domain').values(domains).execute()
}

/** Which of these domains are taken, and by whom. */
export async function domainOwners(
  tx: WorkspaceTx,
  domains: readonly string[],
): Promise<{ domain: string; partnerName: string }[]> {
  if (domains.length === 0) return []
  return await tx.db
    .selectFrom('partner_domain as d')
    .innerJoin('partner as p', 'p.id', 'd.partner_id')
    .select(['d.domain', 'p.name as partnerName'])
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('d.domain', 'in', [...domains])
    .orderBy('d.domain')
    .execute()
}

function partnersWithDomains(tx: WorkspaceTx) {
  return tx.db
    .selectFrom('partner as p')
    .selectAll('p')
    .select(
      sql<
        string[]
      >`array(select d.domain from partner_domain d where d.partner_id = p.id order by d.domain)`.as(
        'domains',
      ),
    )
    .where('p.workspace_id', '=', tx.workspaceId)
}

type PartnerQuery = ReturnType<typeof partnersWithDomains>
type PartnerRow = Awaited<ReturnType<PartnerQuery['executeTakeFirstOrThrow']>>

function filtered(query: PartnerQuery, filter: PartnerFilter): PartnerQuery {
  const search = filter.search?.trim().toLowerCase() ?? ''
  let narrowed = query
  if (search !== '') narrowed = narrowed.where(matches(search))
  if (filter.status) narrowed = narrowed.where('p.status', '=', filter.status)
  if (filter.type) narrowed = narrowed.where('p.partner_type', '=', filter.type)
  return narrowed
}

function matches(search: string) {
  const pattern = `%${escapeLike(search)}%`
  return sql<boolean>`(lower(p.name) like ${pattern} or lower(p.contact_name) like ${pattern}
    or lower(p.contact_email) like ${pattern}
    or exists (select from partner_domain d where d.partner_id = p.id and d.domain like ${pattern}))`
}

function recentlyUsed(tx: WorkspaceTx, userId: string) {
  return tx.db
    .selectFrom((q) =>
      q
        .selectFrom('credit')
        .select(['partner_id', 'created_at as used_at'])
        .where('workspace_id', '=', tx.workspaceId)
        .where('created_by', '=', userId)
        .unionAll(
          q
            .selectFrom('registration')
            .select(['partner_id', 'submitted_at as used_at'])
            .where('workspace_id', '=', tx.workspaceId)
            .where('submitted_by', '=', userId),
        )
        .as('used'),
    )
    .select(['used.partner_id', sql<Date>`max(used.used_at)`.as('at')])
    .groupBy('used.partner_id')
    .as('recent')
}

/** `%` and `_` are letters in a search, not wildcards. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function toPartner(row: PartnerRow): PartnerRecord {
  return {
    id: row.id,
    name: row.name,
    // A foreign key ties it to a programme, whose type is checked.
    type: row.partner_type as PartnerType,
    tier: row.tier,
    status: row.status,
    payoutCurrency: row.payout_currency,
    domains: row.domains,
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    createdAt: row.created_at,
  }
}
