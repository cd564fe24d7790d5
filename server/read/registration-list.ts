import { sql } from 'kysely'
import { z } from 'zod'
import type { RegistrationList } from '../../shared/contract/card-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { programmeLabel } from '../../shared/programme/programme.ts'
import { checkConflicts } from '../../shared/registration/conflict.ts'
import { slaText } from '../../shared/registration/sla.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { dealsByIds, type MirroredDeal } from '../db/deal-store.ts'
import { escapeLike, partnersByIds } from '../db/partner-store.ts'
import { type RegistrationRecord, registrationsByIds } from '../db/registration-store.ts'
import { claimFacts, gatherConflictsOf } from '../workflows/gather-conflicts.ts'
import { registrationStatus } from './card-registrations.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const PAGE = 25

export interface RegistrationListRequest {
  connectionId: string
  /**
   * The user who sees only what they submitted and what is registered on deals that they own in the CRM; null: all. Our
   * mirror is read with more rights than a rep has, so the list must not show one what the CRM's own sharing hides.
   */
  onlyOf: string | null
  /** `waiting` (the default): still to be decided. */
  show?: 'waiting' | 'all' | undefined
  search?: string | undefined
  cursor?: string | undefined
  now: Date
}

/** Rank, milliseconds and id: see `rank` and `urgency`. */
const columns = z.tuple([z.string().regex(/^[0-2]$/), z.string().regex(/^-?\d{1,15}$/), z.uuid()])

/**
 * Registrations over all deals of a connection: those whose time is running first, the nearest end before the others, then
 * those that wait for the partner, then the decided ones, the latest first. As many queries for a page as for one row.
 */
export async function readRegistrations(
  tx: WorkspaceTx,
  request: RegistrationListRequest,
): Promise<RegistrationList> {
  const after = decodeCursor(request.cursor, columns)
  const found = await matching(tx, request)
    .select(['r.id', 'd.id as deal_id', 'a.name as account_name', rank.as('rank'), urgency.as('urgency')])
    .$if(after !== null, (q) => q.where(beyond(after)))
    .orderBy(rank)
    .orderBy(urgency)
    .orderBy('r.id')
    .limit(PAGE + 1)
    .execute()
  const shown = found.slice(0, PAGE)
  const last = shown.at(-1)
  const registrations = await registrationsByIds(
    tx,
    shown.map((row) => row.id),
  )
  const deals = await dealsByIds(
    tx,
    shown.map((row) => row.deal_id),
  )
  const partners = await partnersByIds(
    tx,
    [...registrations.values()].map(({ partnerId }) => partnerId),
  )
  const conflicts = await conflictCounts(tx, [...registrations.values()], deals, request.now)
  return {
    registrations: shown.flatMap((row) => {
      const registration = registrations.get(row.id)
      const deal = deals.get(row.deal_id)
      const partner = registration && partners.get(registration.partnerId)
      if (!registration || !deal || !partner) return []
      const clock = { dueAt: registration.slaDueAt, pausedAt: registration.slaPausedAt }
      return [
        {
          id: registration.id,
          dealExternalId: deal.externalId,
          dealName: deal.name,
          account: row.account_name,
          partnerName: partner.name,
          programme: programmeLabel(partner.tier, partner.type),
          amount: deal.amount && toMoneyJson(deal.amount),
          status: registrationStatus(registration, request.now),
          submittedAt: registration.submittedAt.toISOString(),
          slaText: isOpen(registration) ? slaText(clock, request.now) : null,
          conflictCount: conflicts.get(registration.id) ?? 0,
        },
      ]
    }),
    total: await count(tx, request),
    nextCursor:
      last && found.length > PAGE ? encodeCursor([String(last.rank), String(last.urgency), last.id]) : null,
  }
}

const isOpen = ({ status }: RegistrationRecord): boolean => OPEN_STATES.includes(status)

const open = sql<boolean>`r.status in ('submitted', 'in_review', 'info_requested')`
const rank = sql<number>`(case when not ${open} then 2 when r.sla_paused_at is null then 0 else 1 end)`
const millis = (instant: ReturnType<typeof sql>) =>
  sql<bigint>`(extract(epoch from ${instant}) * 1000)::bigint`
const urgency = sql<bigint>`(case when ${open} then ${millis(sql`r.sla_due_at`)}
  else -${millis(sql`coalesce(r.decided_at, r.submitted_at)`)} end)`

function beyond(after: z.output<typeof columns> | null) {
  if (!after) return sql<boolean>`true`
  const [afterRank, afterUrgency, id] = after
  return sql<boolean>`(${rank}, ${urgency}, r.id) > (${Number(afterRank)}::int, ${afterUrgency}::bigint, ${id}::uuid)`
}

function matching(
  tx: WorkspaceTx,
  { connectionId, onlyOf, show = 'waiting', search }: RegistrationListRequest,
) {
  const text = search?.trim().toLowerCase() ?? ''
  const pattern = `%${escapeLike(text)}%`
  return tx.db
    .selectFrom('registration as r')
    .innerJoin('deal as d', 'd.id', 'r.deal_id')
    .innerJoin('partner as p', 'p.id', 'r.partner_id')
    .leftJoin('account as a', (join) =>
      join
        .onRef('a.connection_id', '=', 'd.connection_id')
        .onRef('a.external_id', '=', 'd.account_external_id'),
    )
    .where('r.workspace_id', '=', tx.workspaceId)
    .where('d.connection_id', '=', connectionId)
    .where('r.status', '<>', 'draft')
    .$if(onlyOf !== null, (q) =>
      q.where((where) =>
        where.or([
          where('r.submitted_by', '=', onlyOf),
          where('d.owner_id', 'in', ownersFor(tx, onlyOf, connectionId)),
        ]),
      ),
    )
    .$if(show === 'waiting', (q) => q.where(open))
    .$if(text !== '', (q) =>
      q.where(
        sql<boolean>`(lower(d.name) like ${pattern} or lower(p.name) like ${pattern} or lower(a.name) like ${pattern})`,
      ),
    )
}

/** What the CRM calls the user as an owner. Its logins and its owners may be numbered apart. */
function ownersFor({ db, workspaceId }: WorkspaceTx, userId: string | null, connectionId: string) {
  return db
    .selectFrom('user_identity as i')
    .innerJoin('crm_owner as o', (join) =>
      join.onRef('o.connection_id', '=', 'i.connection_id').onRef('o.crm_user_id', '=', 'i.crm_user_id'),
    )
    .select('o.owner_id')
    .where('i.workspace_id', '=', workspaceId)
    .where('i.user_id', '=', userId ?? '')
    .where('i.connection_id', '=', connectionId)
}

async function count(tx: WorkspaceTx, request: RegistrationListRequest): Promise<number> {
  const row = await matching(tx, request)
    .select(sql<bigint>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** What stands against each one that is still open, as its deal's card counts it. */
async function conflictCounts(
  tx: WorkspaceTx,
  registrations: readonly RegistrationRecord[],
  deals: ReadonlyMap<string, MirroredDeal>,
  now: Date,
): Promise<Map<string, number>> {
  const byDeal = Map.groupBy(registrations.filter(isOpen), ({ dealId }) => dealId)
  const asked = [...byDeal].flatMap(([dealId, own]) => {
    const deal = deals.get(dealId)
    return deal ? [{ deal, own, claims: own.map(({ claim }) => claim) }] : []
  })
  const gathered = await gatherConflictsOf(tx, asked)
  return new Map(
    asked.flatMap(({ deal, own }, index) => {
      const facts = gathered[index]
      if (!facts) return []
      return own.map(
        (registration) =>
          [registration.id, checkConflicts(claimFacts(facts, deal, registration, now)).length] as const,
      )
    }),
  )
}
