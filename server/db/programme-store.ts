import { createHash } from 'node:crypto'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { ProgrammeTable } from './tables.ts'

/** A plan version as published; it never changes, a new version takes its place. */
export interface PublishedPlan {
  versionId: string
  /** The programme's partner type: a plan serves one programme. */
  partnerType: PartnerType
  key: string
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

/** Every published version of the programmes of these partner types, newest version first. */
export async function publishedPlans(
  tx: WorkspaceTx,
  partnerTypes: readonly PartnerType[],
): Promise<PublishedPlan[]> {
  if (partnerTypes.length === 0) return []
  const rows = await tx.db
    .selectFrom('plan_version as v')
    .innerJoin('programme as g', 'g.id', 'v.programme_id')
    .select(['v.id', 'v.plan_key', 'v.terms', 'g.partner_type'])
    .where('v.workspace_id', '=', tx.workspaceId)
    .where('g.partner_type', 'in', [...new Set(partnerTypes)])
    .orderBy('v.version', 'desc')
    .orderBy('v.published_at', 'desc')
    .orderBy('v.id')
    .execute()
  return rows.map((row) => ({
    versionId: row.id,
    partnerType: row.partner_type,
    key: row.plan_key,
    plan: readTerms(row.id, row.terms),
  }))
}

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
      terms_hash: createHash('sha256').update(canonicalText(version.terms)).digest('hex'),
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

/** jsonb forgets the order of keys, so the hash goes over sorted ones. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`
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
