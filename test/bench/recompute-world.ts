import { sql } from 'kysely'
import type { Database } from '../../server/db/database.ts'
import { insertSimulation } from '../../server/db/plan-simulation-store.ts'
import { findProgramme } from '../../server/db/programme-store.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { runSimulation } from '../../server/workflows/run-simulation.ts'
import { openLedgerWorld } from '../ledger/ledger-world.ts'
import { publishTerms } from '../ledger/publish-terms.ts'
import { benchInputs, benchPlan, PLAN_JSON } from './commission-data.ts'

const PARTNERS = 200

/** A workspace with won deals of one programme's partners, its plan, and the ways in which commissions are computed anew. */
export interface RecomputeWorld {
  credits: number
  /**
   * Every credit of every deal by the product, under a draft and under the plan in force, kept per credit and summed up by
   * partner. Answers the sum.
   */
  recompute(): Promise<bigint>
  /** The same in one statement of SQL, for this plan and no other, without rules, cliffs, tier moves and progress. */
  bySql(): Promise<bigint>
  /** The deals of one partner, which are as many in every world, as their jobs do it. */
  onePartner(): Promise<void>
}

export interface WorldSize {
  deals: number
  /** Of the partner that is looked at alone. */
  own: number
  seed: number
}

export async function openRecomputeWorld(database: Database, size: WorldSize): Promise<RecomputeWorld> {
  const world = await openLedgerWorld({
    database,
    kind: 'postgres',
    url: undefined,
    close: () => Promise.resolve(),
  })
  const { id: _, version: __, ...terms } = PLAN_JSON
  const partnerIds = Array.from({ length: PARTNERS + 1 }, () => world.moment.newId())
  await publishTerms(world, 2, {
    ...terms,
    rules: terms.rules.map((rule) =>
      rule.id === 'override' ? { ...rule, when: { partners: [partnerIds[7], partnerIds[11]] } } : rule,
    ),
  })
  const rows = rowsOf(size, partnerIds)
  const credits = await fill(world, partnerIds, rows)
  const ownDeals = rows.filter(({ own }) => own).map(({ id }) => id)
  for (const id of ownDeals) await world.do((tx) => reactToDeal(tx, world.moment, id))
  // As the database itself does within a minute of such a change; only the owner of the tables may.
  await world.do(async (tx) => {
    await sql`reset role`.execute(tx.db)
    await sql`analyze`.execute(tx.db)
  })
  const clock = { now: () => world.moment.now }
  return {
    credits,
    async recompute() {
      const simulationId = world.moment.newId()
      await world.do(async (tx) => {
        const programme = await findProgramme(tx, 'referral')
        if (!programme) throw new Error('there is no programme')
        const { terms: published } = await tx.db
          .selectFrom('plan_version')
          .select('terms')
          .where('programme_id', '=', programme.id)
          .where('version', '=', 2)
          .executeTakeFirstOrThrow()
        await insertSimulation(tx, {
          id: simulationId,
          programmeId: programme.id,
          draftId: null,
          draftRevision: null,
          terms: published,
          termsHash: '',
          fromDate: '2026-01-01',
          toDate: '2026-12-31',
          requestedBy: world.finley.userId,
          requestedAt: world.moment.now,
        })
      })
      await runSimulation(
        { db: database, clock },
        { workspaceId: world.workspaceId, simulationId, betweenChunks: () => Promise.resolve() },
      )
      const { total } = await world.do((tx) =>
        tx.db
          .selectFrom('plan_simulation')
          .select(sql<string>`result #>> '{costThen,amount}'`.as('total'))
          .where('id', '=', simulationId)
          .executeTakeFirstOrThrow(),
      )
      return BigInt(total.replace('.', ''))
    },
    async bySql() {
      return world.do(async (tx) => {
        await sql`create temporary table if not exists tried (total bigint, partners jsonb, credits_csv text)`.execute(
          tx.db,
        )
        await sql`truncate tried`.execute(tx.db)
        const { rows: kept } = await sql<{ total: bigint }>`
          with rated as (${ratedBySql(tx.workspaceId, [partnerIds[7], partnerIds[11]])})
          insert into tried select
            (select sum("then") from rated),
            (select jsonb_agg(p) from (select partner_id, partner_name, count(*) as deals, sum("now") as "now",
                sum("then") as "then" from rated group by partner_id, partner_name order by 5 desc) as p),
            (select string_agg(concat_ws(',', deal_id, deal_name, closed_on, amount, currency, partner_id, partner_name, role,
                share, tier, tier_today, "now", "then", "then" - "now"), e'\r\n' order by closed_on, deal_id) from rated)
            returning total`.execute(tx.db)
        return kept[0]?.total ?? 0n
      })
    },
    async onePartner() {
      for (const id of ownDeals) await world.do((tx) => reactToDeal(tx, world.moment, id))
    },
  }
}

interface Row {
  id: string
  own: boolean
  amount: bigint
  dealType: string | null
  closedAt: string
  sourced: string
  influenced: string | null
}

function rowsOf({ deals, own, seed }: WorldSize, partnerIds: readonly string[]): Row[] {
  const alone = partnerIds[PARTNERS] ?? ''
  return benchInputs(benchPlan(), deals + own, seed).map(({ deal, credits }, index) => {
    const of = (credit: (typeof credits)[number] | undefined) =>
      credit ? (partnerIds[Number(credit.partnerId.slice('partner-'.length)) % PARTNERS] ?? null) : null
    const isOwn = index < own
    return {
      id: crypto.randomUUID(),
      own: isOwn,
      amount: deal.amount?.amountMinor ?? 0n,
      dealType: deal.dealType,
      closedAt: `${deal.closeDate}T12:00:00Z`,
      sourced: isOwn ? alone : (of(credits[0]) ?? alone),
      influenced: isOwn ? null : of(credits[1]),
    }
  })
}

async function fill(
  world: Awaited<ReturnType<typeof openLedgerWorld>>,
  partnerIds: readonly string[],
  rows: readonly Row[],
): Promise<number> {
  const given = rows.flatMap(({ id, sourced, influenced }) => [
    { deal: id, partner: sourced, role: 'sourced' },
    ...(influenced === null || influenced === sourced
      ? []
      : [{ deal: id, partner: influenced, role: 'influenced' }]),
  ])
  const numbers = partnerIds.map((_, index) => index)
  await world.do(async ({ db, workspaceId }) => {
    await sql`insert into partner (workspace_id, id, name, partner_type, tier, status, payout_currency, created_at)
      select ${workspaceId}, id, 'Partner ' || number, 'referral', (array['gold', 'silver', 'bronze'])[1 + number % 3],
          'active', 'USD', now()
        from unnest(${[...partnerIds]}::uuid[], ${numbers}::int[]) as t (id, number)`.execute(db)
    await sql`insert into deal (workspace_id, id, connection_id, external_id, name, amount_minor, currency, outcome,
        deal_type, closed_at, state, content_hash, synced_at)
      select ${workspaceId}, id, ${world.connectionId}, id::text, 'Deal', amount, 'USD', 'won', deal_type, closed_at,
          'active', '', now()
        from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ amount }) => String(amount))}::bigint[],
          ${rows.map(({ dealType }) => dealType)}::text[], ${rows.map(({ closedAt }) => closedAt)}::timestamptz[])
          as t (id, amount, deal_type, closed_at)`.execute(db)
    await sql`insert into credit (workspace_id, id, deal_id, partner_id, role, evidence, created_by, created_at)
      select ${workspaceId}, gen_random_uuid(), deal, partner, role, 'manual', ${world.casey.userId}, now()
        from unnest(${given.map(({ deal }) => deal)}::uuid[], ${given.map(({ partner }) => partner)}::uuid[],
          ${given.map(({ role }) => role)}::text[]) as t (deal, partner, role)`.execute(db)
  })
  return given.length
}

/**
 * The plan of commission-data.ts, for the draft and for the plan in force, which are the same here: the first branch that
 * holds. Regions are not mirrored, so its premium never applies.
 */
function ratedBySql(workspaceId: string, overridden: readonly (string | undefined)[]) {
  const commission = sql`round(case
        when c.role = 'influenced' then least(d.amount_minor * 0.035, 250000)
        when c.partner_id = any(${[...overridden]}::uuid[]) then d.amount_minor * 0.225
        when coalesce(rated.tier, p.tier) = 'gold' and d.deal_type in ('new', 'upsell') and d.amount_minor >= 5000000 then least(
          least(d.amount_minor, 6000000) * 0.12 + least(greatest(d.amount_minor - 6000000, 0), 4000000) * 0.1525
            + greatest(d.amount_minor - 10000000, 0) * 0.18, 2500000)
        when coalesce(rated.tier, p.tier) = 'gold' then least(greatest(d.amount_minor * 0.15, 10000), 1000000)
        when coalesce(rated.tier, p.tier) = 'silver' and d.deal_type = 'new' then d.amount_minor * case
          when d.amount_minor <= 1000000 then 0.08 when d.amount_minor <= 5000000 then 0.1 else 0.125 end
        else d.amount_minor * 0.0777 end)::bigint`
  return sql`
    select d.id as deal_id, d.name as deal_name, (d.closed_at at time zone 'UTC')::date as closed_on,
        d.amount_minor * 0.01 as amount, d.currency, c.partner_id, p.name as partner_name, c.role, c.share_bps * 0.01 as share,
        coalesce(rated.tier, p.tier) as tier, p.tier as tier_today, ${commission} as "then", ${commission} as "now"
      from credit c
        join deal d on d.workspace_id = c.workspace_id and d.id = c.deal_id
        join partner p on p.workspace_id = c.workspace_id and p.id = c.partner_id
        left join (select distinct on (l.credit_id) l.credit_id, k.inputs #>> '{input,credits,0,tier}' as tier
          from commission_line l
            join commission_calculation k on k.workspace_id = l.workspace_id and k.line_id = l.id
          order by l.credit_id, k.calculated_at desc, k.revision desc) as rated on rated.credit_id = c.id
      where c.workspace_id = ${workspaceId} and c.removed_at is null and d.state = 'active' and d.outcome = 'won'
        and p.partner_type = 'referral' and (d.closed_at at time zone 'UTC')::date between '2026-01-01' and '2026-12-31'`
}
