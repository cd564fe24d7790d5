import { sql } from 'kysely'
import type { ConflictFacts } from '../../shared/registration/conflict.ts'
import { type AccountFacts, matchAccounts, normalisedName } from '../../shared/registration/match-account.ts'
import { isPublicMailDomain } from '../../shared/registration/public-mail-domains.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { RegistrationClaim } from '../db/registration-store.ts'

/** What the mirror and the registrations say around one deal; `claimFacts` makes it the facts of one claim. */
export type GatheredFacts = Pick<ConflictFacts, 'accounts' | 'registrations' | 'deals'> & {
  account: AccountFacts | null
}

/** A company with more deals than this is a customer by any of them; the rest would only make the check slow. */
const MAX_DEALS = 500
const MAX_NAMESAKES = 50

/** A deal with the claims on it that are to be checked. */
export interface ClaimedDeal {
  deal: MirroredDeal
  claims: readonly Pick<RegistrationClaim, 'contactEmail'>[]
}

/**
 * Collects what could conflict with these claims on the deal: accounts that are the same company, their group and their
 * namesakes, other registrations, open and won deals. Each question goes through an index; deals are never scanned.
 */
export async function gatherConflicts(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  claims: ClaimedDeal['claims'],
): Promise<GatheredFacts> {
  const [facts] = await gatherConflictsOf(tx, [{ deal, claims }])
  if (!facts) throw new Error('one deal gives one set of facts')
  return facts
}

/** The same for several deals, in as many queries as for one. In the order of the deals. */
export async function gatherConflictsOf(
  tx: WorkspaceTx,
  asked: readonly ClaimedDeal[],
): Promise<GatheredFacts[]> {
  if (asked.length === 0) return []
  const owns = await ownAccounts(
    tx,
    asked.map(({ deal }) => deal),
  )
  const claimed = asked.map(({ deal, claims }) => {
    const own = owns.find((account) => isOf(account, deal))
    const domains = claims.flatMap(claimDomains)
    if (own?.domain && !isPublicMailDomain(own.domain)) domains.push(own.domain)
    return { own, domains }
  })
  const domains = claimed.flatMap((claim) => claim.domains)
  const found = owns.length > 0 || domains.length > 0 ? await relatedAccounts(tx, owns, domains) : []
  const accounts = found.map((row) => toFacts(row, found))
  const matched = new Set(
    claimed.flatMap(({ own, domains }) => [
      ...matchAccounts({ accountId: own?.id ?? null, domains }, accounts).keys(),
    ]),
  )
  const same = found.filter(({ id }) => matched.has(id))
  const dealIds = asked.map(({ deal }) => deal.id)
  const around = {
    accounts,
    registrations: await registrationsAround(tx, dealIds, same),
    deals: await dealsOf(tx, asked.length, same),
  }
  return claimed.map(({ own }) => ({
    ...around,
    account: accounts.find(({ id }) => id === own?.id) ?? null,
  }))
}

const isOf = (account: FoundAccount, deal: MirroredDeal): boolean =>
  account.connection_id === deal.connectionId && account.external_id === deal.accountExternalId

/** The facts of one claim: what `checkConflicts` takes. */
export function claimFacts(
  gathered: GatheredFacts,
  deal: Pick<MirroredDeal, 'id'>,
  claim: {
    id: string | null
    partnerId: string
    completeAt: Date
    claim: Pick<RegistrationClaim, 'contactEmail'>
  },
  at: Date,
): ConflictFacts {
  return {
    at,
    claim: {
      registrationId: claim.id,
      partnerId: claim.partnerId,
      dealId: deal.id,
      completeAt: claim.completeAt,
      accountId: gathered.account?.id ?? null,
      companyName: gathered.account?.name ?? null,
      domains: claimDomains(claim.claim),
    },
    accounts: gathered.accounts,
    registrations: gathered.registrations,
    deals: gathered.deals,
  }
}

/** The company domains that a claim names, by its contact's address. */
function claimDomains({ contactEmail }: Pick<RegistrationClaim, 'contactEmail'>): string[] {
  const domain = contactEmail?.split('@').at(-1)?.trim().toLowerCase() ?? ''
  return domain === '' || isPublicMailDomain(domain) ? [] : [domain]
}

interface FoundAccount {
  id: string
  connection_id: string
  external_id: string
  name: string
  domain: string | null
  parent_external_id: string | null
}

const ACCOUNT_COLUMNS = [
  'id',
  'connection_id',
  'external_id',
  'name',
  'domain',
  'parent_external_id',
] as const

async function ownAccounts(tx: WorkspaceTx, deals: readonly MirroredDeal[]): Promise<FoundAccount[]> {
  const keys = deals.flatMap((deal) =>
    deal.accountExternalId === null ? [] : [sql`(${deal.connectionId}::uuid, ${deal.accountExternalId})`],
  )
  if (keys.length === 0) return []
  return await tx.db
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where(sql<boolean>`(connection_id, external_id) in (${sql.join(keys)})`)
    .execute()
}

/**
 * Accounts with one of the domains, the whole groups of these and of the deal's own account through parent accounts
 * (`union` ends circles), and namesakes. Domains are compared across connections, parents within each.
 */
async function relatedAccounts(
  tx: WorkspaceTx,
  owns: readonly FoundAccount[],
  domains: readonly string[],
): Promise<FoundAccount[]> {
  const ownIds = owns.map(({ id }) => id)
  const spellings = domains.flatMap((domain) => [domain, `www.${domain}`])
  // A namesake begins with the same word; the pure check compares the rest.
  const words = [...new Set(owns.map(({ name }) => normalisedName(name).split(' ')[0] ?? ''))].filter(Boolean)
  const { rows } = await sql<FoundAccount>`
    with recursive seed as (
      select connection_id, external_id, parent_external_id from account where id = any(${ownIds}::uuid[])
      union
      select connection_id, external_id, parent_external_id from account
      where workspace_id = ${tx.workspaceId} and state = 'active' and domain = any(${spellings}::text[])
    ), upward as (
      select * from seed
      union
      select p.connection_id, p.external_id, p.parent_external_id
      from upward u join account p on p.connection_id = u.connection_id and p.external_id = u.parent_external_id
    ), grouped as (
      select connection_id, external_id from upward
      union
      select c.connection_id, c.external_id
      from grouped g join account c on c.connection_id = g.connection_id and c.parent_external_id = g.external_id
    )
    select a.id, a.connection_id, a.external_id, a.name, a.domain, a.parent_external_id
    from account a join grouped g on g.connection_id = a.connection_id and g.external_id = a.external_id
    where a.state = 'active' or a.id = any(${ownIds}::uuid[])
    union
    select namesake.* from unnest(${words}::text[]) as word cross join lateral (
      select id, connection_id, external_id, name, domain, parent_external_id from account
      where workspace_id = ${tx.workspaceId} and state = 'active'
        and lower(name) >= word and lower(name) < word || 'zzzzzzzz'
      order by lower(name) limit ${MAX_NAMESAKES}) as namesake`.execute(tx.db)
  return rows
}

function toFacts(row: FoundAccount, all: readonly FoundAccount[]): AccountFacts {
  const parent = all.find(
    (other) => other.connection_id === row.connection_id && other.external_id === row.parent_external_id,
  )
  return {
    id: row.id,
    name: row.name,
    domains: row.domain === null ? [] : [row.domain],
    parentId: parent?.id ?? null,
  }
}

/** Claims on these deals and on deals of the same companies that still matter. */
async function registrationsAround(
  tx: WorkspaceTx,
  dealIds: readonly string[],
  same: readonly FoundAccount[],
): Promise<GatheredFacts['registrations']> {
  const rows = await tx.db
    .selectFrom('registration as r')
    .innerJoin('deal as d', 'd.id', 'r.deal_id')
    .innerJoin('partner as p', 'p.id', 'r.partner_id')
    .select(['r.id', 'r.partner_id', 'p.name', 'r.deal_id', 'r.status', 'r.protected_until'])
    .select(['d.connection_id', 'd.account_external_id'])
    .where('r.workspace_id', '=', tx.workspaceId)
    .where('r.status', 'in', [...OPEN_STATES, 'approved'])
    .where((eb) => eb.or([eb('r.deal_id', 'in', [...dealIds]), ofAccounts(same)]))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    partnerId: row.partner_id,
    partnerName: row.name,
    dealId: row.deal_id,
    accountId: accountIdOf(row, same),
    state: row.status,
    protectedUntil: row.protected_until,
  }))
}

/** Deals of the same companies that are open or won. */
async function dealsOf(
  tx: WorkspaceTx,
  companies: number,
  same: readonly FoundAccount[],
): Promise<GatheredFacts['deals']> {
  if (same.length === 0) return []
  const rows = await tx.db
    .selectFrom('deal as d')
    .select(['d.id', 'd.name', 'd.outcome', 'd.crm_created_at', 'd.connection_id', 'd.account_external_id'])
    .select(
      sql<boolean>`exists (select from credit k
        where k.workspace_id = d.workspace_id and k.deal_id = d.id and k.removed_at is null)`.as(
        'has_partner',
      ),
    )
    .where('d.workspace_id', '=', tx.workspaceId)
    .where(ofAccounts(same))
    .where('d.state', '=', 'active')
    .where('d.outcome', 'in', ['open', 'won'])
    .orderBy('d.outcome')
    .orderBy('d.id')
    .limit(MAX_DEALS * companies)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    accountId: accountIdOf(row, same),
    outcome: row.outcome,
    createdAt: row.crm_created_at,
    hasPartner: row.has_partner,
  }))
}

/** In the form that the index on (connection, account) serves. */
function ofAccounts(accounts: readonly FoundAccount[]) {
  if (accounts.length === 0) return sql<boolean>`false`
  const keys = accounts.map((account) => sql`(${account.connection_id}::uuid, ${account.external_id})`)
  return sql<boolean>`(d.connection_id, d.account_external_id) in (${sql.join(keys)})`
}

function accountIdOf(
  row: { connection_id: string; account_external_id: string | null },
  accounts: readonly FoundAccount[],
): string | null {
  const found = accounts.find(
    (account) =>
      account.connection_id === row.connection_id && account.external_id === row.account_external_id,
  )
  return found?.id ?? null
}
