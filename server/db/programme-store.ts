import { sql } from 'kysely'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import { termsHash } from './plan-version-store.ts'
import type { ProgrammeTable } from './tables.ts'

/** A plan version as published; its terms never change, a new version takes its place. */
export interface PublishedPlan {
  versionId: string
  /** The programme's partner type: a plan serves one programme. */
  partnerType: PartnerType
  /** The programme's name. */
  programme: string
  key: string
  /** As it stands: its window ends where a later version took over, whatever its terms once said. */
  plan: Plan
}

export async function listProgrammes(tx: WorkspaceTx): Promise<Programme[]> {
  const rows = await programmes(tx).orderBy('name').orderBy('id').execute()
  return rows.map(toProgramme)
}

export async function findProgramme(
  tx: WorkspaceTx,
  partnerType: PartnerType,
): Promise<Programme | undefined> {
  const row = await programmes(tx).where('partner_type', '=', partnerType).executeTakeFirst()
  return row && toProgramme(row)
}

export async function findProgrammeById(
  tx: WorkspaceTx,
  programmeId: string,
): Promise<Programme | undefined> {
  const row = await programmes(tx).where('id', '=', programmeId).executeTakeFirst()
  return row && toProgramme(row)
}

/** False when the workspace has a programme of this type already. */
export async function insertProgramme(
  tx: WorkspaceTx,
  programme: Programme,
  createdAt: Date,
): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('programme')
    .values({
      workspace_id: tx.workspaceId,
      id: programme.id,
      partner_type: programme.partnerType,
      name: programme.name,
      tiers: programme.tiers,
      protection_days: programme.protectionDays,
      sla_hours: programme.slaHours,
      created_at: createdAt,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'partner_type']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Every published version of the programmes of these partner types, and these versions besides, newest version first. */
export async function publishedPlans(
  tx: WorkspaceTx,
  partnerTypes: readonly PartnerType[],
  versionIds: readonly string[] = [],
): Promise<PublishedPlan[]> {
  if (partnerTypes.length === 0 && versionIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('plan_version as v')
    .innerJoin('programme as g', 'g.id', 'v.programme_id')
    .select(['v.id', 'v.plan_key', 'v.terms', 'v.effective_to', 'g.partner_type', 'g.name'])
    .where('v.workspace_id', '=', tx.workspaceId)
    .where(
      sql<boolean>`(g.partner_type = any(${[...new Set(partnerTypes)]}::text[]) or v.id = any(${[...new Set(versionIds)]}::uuid[]))`,
    )
    .orderBy('v.version', 'desc')
    .orderBy('v.published_at', 'desc')
    .orderBy('v.id')
    .execute()
  return rows.map((row) => ({
    versionId: row.id,
    partnerType: row.partner_type,
    programme: row.name,
    key: row.plan_key,
    plan: { ...readTerms(row.id, row.terms), effectiveTo: row.effective_to },
  }))
}

/** A version without a draft behind it, as seeds and tests publish them. */
export interface NewPlanVersion {
  id: string
  programmeId: string
  /** The plan as JSON, as in `commission` files. */
  terms: Record<string, unknown>
  publishedBy: string
  publishedAt: Date
}

/** Publishes a version; a version that exists already stays as it is. Throws when the terms are no valid plan. */
export async function insertPlanVersion(tx: WorkspaceTx, version: NewPlanVersion): Promise<void> {
  const plan = readTerms(version.id, version.terms)
  await tx.db
    .insertInto('plan_version')
    .values({
      workspace_id: tx.workspaceId,
      id: version.id,
      programme_id: version.programmeId,
      plan_key: plan.id,
      version: plan.version,
      effective_from: plan.effectiveFrom,
      effective_to: plan.effectiveTo,
      terms: toJsonb(version.terms),
      terms_hash: termsHash(version.terms),
      published_by: version.publishedBy,
      published_at: version.publishedAt,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'plan_key', 'version']).doNothing())
    .execute()
}

function programmes(tx: WorkspaceTx) {
  return tx.db.selectFrom('programme').selectAll().where('workspace_id', '=', tx.workspaceId)
}

function readTerms(versionId: string, terms: unknown): Plan {
  const reading = parsePlan(terms)
  if (reading.ok) return reading.plan
  const faults = reading.faults.map(({ path, message }) => `${path}: ${message}`)
  throw new Error(`plan version ${versionId} is not a valid plan: ${faults.join('; ')}`)
}

type ProgrammeRow = Omit<ProgrammeTable, 'protection_days' | 'sla_hours'> & {
  protection_days: number
  sla_hours: number
}

function toProgramme(row: ProgrammeRow): Programme {
  return {
    id: row.id,
    partnerType: row.partner_type,
    name: row.name,
    tiers: row.tiers,
    protectionDays: row.protection_days,
    slaHours: row.sla_hours,
  }
}
