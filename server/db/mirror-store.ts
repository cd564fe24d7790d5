import { type RawBuilder, sql } from 'kysely'
import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import { newId } from '../ids.ts'
import { hashOfAccount, hashOfDeal } from './content-hash.ts'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'

export type MirroredObject = 'deal' | 'account'

/** A row of the mirror that was inserted or changed. */
export interface WrittenRow {
  id: string
  externalId: string
  /** It was there before, and what credit, registration or commission follow has changed. */
  meaningful: boolean
}

/**
 * Brings the mirror of these deals up to date in one statement and says which rows that wrote. Unchanged deals
 * are not written. Neither is a reading older than the one that we hold: pages and hints overtake each other.
 *
 * The caller holds `lockMirror(tx, connectionId, 'deal')`: `meaningful` compares with what the statement finds.
 */
export async function upsertDeals(
  tx: WorkspaceTx,
  connectionId: string,
  deals: readonly Deal[],
  now: Date,
): Promise<WrittenRow[]> {
  if (deals.length === 0) return []
  const incoming = unnestRows(lastOfEach(deals), {
    id: newRowId,
    external_id: { type: 'text', of: (deal) => deal.externalId },
    name: { type: 'text', of: (deal) => deal.name },
    amount_minor: { type: 'bigint', of: (deal) => deal.amount?.amountMinor ?? null },
    currency: { type: 'text', of: (deal) => deal.currency },
    amount_text: { type: 'text', of: (deal) => deal.amountText },
    amount_problem: { type: 'text', of: (deal) => deal.amountProblem },
    first_year_acv_minor: { type: 'bigint', of: (deal) => deal.firstYearAcv?.amountMinor ?? null },
    gross_margin_minor: { type: 'bigint', of: (deal) => deal.grossMargin?.amountMinor ?? null },
    region: { type: 'text', of: (deal) => deal.region },
    field_problems: { type: 'jsonb', of: (deal) => JSON.stringify(deal.fieldProblems) },
    pipeline_id: { type: 'text', of: (deal) => deal.pipelineId },
    stage_id: { type: 'text', of: (deal) => deal.stageId },
    stage_label: { type: 'text', of: (deal) => deal.stageLabel },
    outcome: { type: 'text', of: (deal) => deal.outcome },
    deal_type: { type: 'text', of: (deal) => deal.dealType },
    closed_at: { type: 'timestamptz(3)', of: (deal) => deal.closedAt },
    owner_id: { type: 'text', of: (deal) => deal.ownerId },
    account_external_id: { type: 'text', of: (deal) => deal.accountExternalId },
    other_account_external_ids: { type: 'text[]', of: (deal) => deal.otherAccountExternalIds },
    state: { type: 'text', of: (deal) => deal.state },
    merged_into: { type: 'text', of: (deal) => deal.mergedInto },
    crm_created_at: { type: 'timestamptz(3)', of: (deal) => deal.createdAt },
    crm_modified_at: { type: 'timestamptz(3)', of: (deal) => deal.modifiedAt },
    content_hash: { type: 'text', of: hashOfDeal },
  })
  return upsert(tx, connectionId, { table: 'deal', columns: DEAL_COLUMNS, meaning: MEANING, incoming, now })
}

/** The same for accounts. No account change is `meaningful`: nothing is computed from accounts when they change. */
export async function upsertAccounts(
  tx: WorkspaceTx,
  connectionId: string,
  accounts: readonly Account[],
  now: Date,
): Promise<WrittenRow[]> {
  if (accounts.length === 0) return []
  const incoming = unnestRows(lastOfEach(accounts), {
    id: newRowId,
    external_id: { type: 'text', of: (account) => account.externalId },
    name: { type: 'text', of: (account) => account.name },
    domain: { type: 'text', of: (account) => account.domain },
    parent_external_id: { type: 'text', of: (account) => account.parentExternalId },
    owner_id: { type: 'text', of: (account) => account.ownerId },
    state: { type: 'text', of: (account) => account.state },
    merged_into: { type: 'text', of: (account) => account.mergedInto },
    crm_created_at: { type: 'timestamptz(3)', of: (account) => account.createdAt },
    crm_modified_at: { type: 'timestamptz(3)', of: (account) => account.modifiedAt },
    content_hash: { type: 'text', of: hashOfAccount },
  })
  return upsert(tx, connectionId, { table: 'account', columns: ACCOUNT_COLUMNS, meaning: [], incoming, now })
}

/** For rows that turn out to be new. Ids in order of time fill an index from its end; random ones would touch all of it. */
const newRowId = { type: 'uuid', of: () => newId() }

const ACCOUNT_COLUMNS = [
  'external_id',
  'name',
  'domain',
  'parent_external_id',
  'owner_id',
  'state',
  'merged_into',
  'crm_created_at',
  'crm_modified_at',
  'content_hash',
] as const

const DEAL_COLUMNS = [
  'external_id',
  'name',
  'amount_minor',
  'currency',
  'amount_text',
  'amount_problem',
  'first_year_acv_minor',
  'gross_margin_minor',
  'region',
  'field_problems',
  'pipeline_id',
  'stage_id',
  'stage_label',
  'outcome',
  'deal_type',
  'closed_at',
  'owner_id',
  'account_external_id',
  'other_account_external_ids',
  'state',
  'merged_into',
  'crm_created_at',
  'crm_modified_at',
  'content_hash',
] as const

/** What credit, registration and commission go by. */
const MEANING = [
  'amount_minor',
  'first_year_acv_minor',
  'gross_margin_minor',
  'region',
  'currency',
  'stage_id',
  'outcome',
  'deal_type',
  'closed_at',
  'account_external_id',
  'state',
] as const

interface Upsert {
  table: MirroredObject
  columns: readonly string[]
  meaning: readonly string[]
  incoming: RawBuilder<unknown>
  now: Date
}

async function upsert(tx: WorkspaceTx, connectionId: string, what: Upsert): Promise<WrittenRow[]> {
  const table = sql.table(what.table)
  const names = sql.join(what.columns.map((column) => sql.ref(column)))
  const assignments = sql.join(
    what.columns.slice(1).map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
  )
  const differs = what.meaning.map(
    (column) => sql`${sql.ref(`before.${column}`)} is distinct from ${sql.ref(`incoming.${column}`)}`,
  )
  const meaningful =
    differs.length > 0 ? sql`before.id is not null and (${sql.join(differs, sql` or `)})` : sql`false`
  // One look-up by index for each incoming row, which "limit 1" forces: as a join, the planner reads the whole mirror
  // for each batch, because a table that is being filled has no statistics yet (and on PGlite never gets any).
  const heldNames = sql.join(['id', 'external_id', ...what.meaning].map((column) => sql.ref(column)))
  const result = await sql<WrittenRow>`
    with incoming as materialized (${what.incoming}),
    before as materialized (
      select held.* from incoming cross join lateral (
        select ${heldNames} from ${table}
          where connection_id = ${connectionId}::uuid and external_id = incoming.external_id limit 1) as held),
    written as (
      insert into ${table} as held (id, workspace_id, connection_id, synced_at, ${names})
        select id, ${tx.workspaceId}::uuid, ${connectionId}::uuid, ${what.now.toISOString()}::timestamptz(3), ${names} from incoming
      on conflict (connection_id, external_id) do update set synced_at = excluded.synced_at, ${assignments}
        where held.content_hash is distinct from excluded.content_hash
          and (held.crm_modified_at is null or excluded.crm_modified_at is null
            or excluded.crm_modified_at >= held.crm_modified_at)
          -- A CRM may go on listing what was merged away among its archived records.
          and not (held.state = 'merged' and excluded.state = 'archived')
      returning id, external_id)
    select written.id, written.external_id as "externalId", ${meaningful} as meaningful
      from written join incoming using (external_id) left join before using (external_id)`.execute(tx.db)
  return result.rows
}

/** One statement may not touch a row twice; the later reading is the newer one. */
function lastOfEach<T extends { externalId: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [record.externalId, record])).values()]
}

/** Says of mirrored records that they live on in another one. Returns the rows that did not know it yet. */
export async function markMerged(
  tx: WorkspaceTx,
  table: MirroredObject,
  connectionId: string,
  survivors: readonly { externalId: string; mergedExternalIds: readonly string[] }[],
  now: Date,
): Promise<WrittenRow[]> {
  const losers = survivors.flatMap((survivor) =>
    survivor.mergedExternalIds
      .filter((loser) => loser !== survivor.externalId)
      .map((loser) => ({ loser, survivor: survivor.externalId })),
  )
  if (losers.length === 0) return []
  const incoming = unnestRows(losers, {
    loser: { type: 'text', of: (row) => row.loser },
    survivor: { type: 'text', of: (row) => row.survivor },
  })
  const result = await sql<WrittenRow>`
    update ${sql.table(table)} as held
      set state = 'merged', merged_into = incoming.survivor, content_hash = 'merged', synced_at = ${now.toISOString()}::timestamptz(3)
      from (${incoming}) as incoming
      where held.connection_id = ${connectionId}::uuid and held.external_id = incoming.loser
        and (held.state <> 'merged' or held.merged_into is distinct from incoming.survivor)
      returning held.id, held.external_id as "externalId", true as meaningful`.execute(tx.db)
  return result.rows
}

/**
 * Says of mirrored records that the CRM no longer shows them: `archived` when it says that they were deleted, `missing` when
 * nobody knows why. Returns the rows that did not know it yet.
 */
export async function markGone(
  tx: WorkspaceTx,
  table: MirroredObject,
  connectionId: string,
  state: 'archived' | 'missing',
  externalIds: readonly string[],
  now: Date,
): Promise<WrittenRow[]> {
  if (externalIds.length === 0) return []
  const rows = await tx.db
    .updateTable(table)
    .set({ state, content_hash: state, synced_at: now })
    .where('connection_id', '=', connectionId)
    .where('external_id', 'in', externalIds)
    .where('state', 'in', state === 'archived' ? ['active', 'missing'] : ['active', 'archived'])
    .returning(['id', 'external_id'])
    .execute()
  return rows.map((row) => ({ id: row.id, externalId: row.external_id, meaningful: true }))
}

/**
 * Of these deals, those whose partner side must follow a change: a live credit, or a registration that is open or approved, on it
 * or on a deal that was merged into it.
 */
export async function dealsThatPartnersFollow(
  tx: WorkspaceTx,
  dealIds: readonly string[],
): Promise<string[]> {
  if (dealIds.length === 0) return []
  const { rows } = await sql<{ deal_id: string }>`
    with named as (
      select id, id as of from deal
        where workspace_id = ${tx.workspaceId}::uuid and id = any(${[...dealIds]}::uuid[])
      union
      select heir.id, merged.id
        from deal as heir join deal as merged
          on merged.connection_id = heir.connection_id and merged.merged_into = heir.external_id
        where heir.workspace_id = ${tx.workspaceId}::uuid and heir.id = any(${[...dealIds]}::uuid[])
          -- Few are: this lets the index of those be read instead of the whole mirror.
          and merged.merged_into is not null and merged.state = 'merged')
    select distinct named.id as deal_id from named
      where exists (select from credit
          where credit.workspace_id = ${tx.workspaceId}::uuid and credit.deal_id = named.of
            and credit.removed_at is null)
        or exists (select from registration
          where registration.workspace_id = ${tx.workspaceId}::uuid and registration.deal_id = named.of
            and registration.status in ('submitted', 'in_review', 'info_requested', 'approved'))`.execute(
    tx.db,
  )
  return rows.map((row) => row.deal_id)
}
