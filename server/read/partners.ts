import { sql } from 'kysely'
import { z } from 'zod'
import type {
  Balances,
  PartnerDetail,
  PartnerList,
  PartnerRow,
  ProgrammeList,
} from '../../shared/contract/console-api.ts'
import { describeRule } from '../../shared/commission/describe-rule.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { may } from '../../shared/partner/roles.ts'
import { programmeLabel } from '../../shared/programme/programme.ts'
import { isInForce } from '../../shared/commission/match-rules.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { balancesByPartner } from '../db/ledger-store.ts'
import {
  countPartners,
  findPartner,
  listPartners,
  type PartnerFilter,
  type PartnerRecord,
} from '../db/partner-store.ts'
import { listProgrammes, publishedPlans } from '../db/programme-store.ts'
import { notFound } from '../errors.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = z.tuple([z.string(), z.uuid()])

/** Partners by name. Balances are for those who may see money; others get none. */
export async function readPartners(
  tx: WorkspaceTx,
  actor: Actor,
  query: PartnerFilter & { cursor?: string | undefined; limit: number },
): Promise<PartnerList> {
  const after = decodeCursor(query.cursor, columns)
  const found = await listPartners(tx, query, {
    after: after && { name: after[0], id: after[1] },
    limit: query.limit + 1,
  })
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    rows: await rowsOf(tx, actor, shown),
    nextCursor: last && found.length > query.limit ? encodeCursor([last.name.toLowerCase(), last.id]) : null,
    total: await countPartners(tx, query),
  }
}

export async function readPartner(tx: WorkspaceTx, actor: Actor, partnerId: string): Promise<PartnerDetail> {
  const partner = await findPartner(tx, partnerId)
  if (!partner) throw notFound('partner')
  const [row] = await rowsOf(tx, actor, [partner])
  if (!row) throw notFound('partner')
  return {
    ...row,
    payoutCurrency: partner.payoutCurrency,
    contactName: partner.contactName,
    contactEmail: partner.contactEmail,
    createdAt: partner.createdAt.toISOString(),
  }
}

/** Every programme with the plan that is in force today. */
export async function readProgrammes(tx: WorkspaceTx, now: Date): Promise<ProgrammeList> {
  const programmes = await listProgrammes(tx)
  const plans = await publishedPlans(
    tx,
    programmes.map(({ partnerType }) => partnerType),
  )
  return {
    programmes: programmes.map(({ id, partnerType, name, tiers, protectionDays, slaHours }) => {
      const published = plans.find(
        (candidate) =>
          candidate.partnerType === partnerType &&
          isInForce(candidate.plan, calendarDate(now, candidate.plan.timeZone)),
      )
      return {
        id,
        partnerType,
        name,
        tiers,
        protectionDays,
        slaHours,
        plan: published
          ? {
              key: published.key,
              version: published.plan.version,
              rules: published.plan.rules.map((rule) => describeRule(rule, published.plan)),
            }
          : null,
      }
    }),
  }
}

async function rowsOf(
  tx: WorkspaceTx,
  actor: Actor,
  partners: readonly PartnerRecord[],
): Promise<PartnerRow[]> {
  const ids = partners.map(({ id }) => id)
  const deals = await dealCounts(tx, ids)
  const balances = may(actor.roles, 'viewMoney') ? await balancesOf(tx, ids) : new Map<string, Balances[]>()
  return partners.map((partner) => ({
    id: partner.id,
    name: partner.name,
    type: partner.type,
    tier: partner.tier,
    programme: programmeLabel(partner.tier, partner.type),
    status: partner.status,
    domains: partner.domains,
    dealCount: deals.get(partner.id) ?? 0,
    balances: balances.get(partner.id) ?? [],
  }))
}

/** Deals on which each partner has live credit. */
async function dealCounts(tx: WorkspaceTx, partnerIds: readonly string[]): Promise<Map<string, number>> {
  if (partnerIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('credit')
    .select(['partner_id', sql<bigint>`count(*)`.as('deals')])
    .where('workspace_id', '=', tx.workspaceId)
    .where('partner_id', 'in', [...partnerIds])
    .where('removed_at', 'is', null)
    .groupBy('partner_id')
    .execute()
  return new Map(rows.map((row) => [row.partner_id, Number(row.deals)]))
}

async function balancesOf(tx: WorkspaceTx, partnerIds: readonly string[]): Promise<Map<string, Balances[]>> {
  const byPartner = new Map<string, Balances[]>()
  for (const { partnerId, currency, balances } of await balancesByPartner(tx, partnerIds)) {
    const json = (minor: bigint) => toMoneyJson(money(minor, currency))
    const shown: Balances = {
      currency,
      pending: json(balances.pending),
      payable: json(balances.payable),
      held: json(balances.held),
      inTransit: json(balances.inTransit),
      paid: json(balances.paid),
    }
    byPartner.set(partnerId, [...(byPartner.get(partnerId) ?? []), shown])
  }
  return byPartner
}
