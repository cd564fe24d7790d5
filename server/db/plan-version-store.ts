import { sql } from 'kysely'
import { canonicalJson } from '../../shared/ledger/hash.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import { sha256 } from './ledger-store.ts'
import { type Acknowledgement, type PlanTerms, readAcknowledgements } from './plan-draft-store.ts'
import type { PlanVersionTable } from './tables.ts'

/** A published version: terms that never change, and a window whose end a later version may move forward to its own start. */
export interface PlanVersionRecord {
  id: string
  programmeId: string
  key: string
  version: number
  /** Calendar dates in the plan's time zone, both ends inclusive. */
  effectiveFrom: string
  effectiveTo: string | null
  /** As they were published; `effectiveTo` in them may have been overtaken. */
  terms: PlanTerms
  publishedBy: string
  publishedAt: Date
  /** What its publisher said of it. */
  reason: string | null
  draftId: string | null
  simulationId: string | null
  acknowledged: Acknowledgement[]
}

export async function findPlanVersion(
  tx: WorkspaceTx,
  versionId: string,
): Promise<PlanVersionRecord | undefined> {
  const row = await versions(tx).where('id', '=', versionId).executeTakeFirst()
  return row && toVersion(row)
}

/** Newest version first: those of one programme, or of all. */
export async function planVersions(tx: WorkspaceTx, programmeId?: string): Promise<PlanVersionRecord[]> {
  let query = versions(tx)
  if (programmeId !== undefined) query = query.where('programme_id', '=', programmeId)
  const rows = await query
    .orderBy('version', 'desc')
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toVersion)
}

/** Whoever publishes for this programme comes one after the other; each sees what the one before did. */
export async function lockProgrammePlans(tx: WorkspaceTx, programmeId: string): Promise<void> {
  const lock = `plans/${tx.workspaceId}/${programmeId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx.db)
}

/**
 * Publishes a version. The database refuses a window that shares a day with another version of the programme, and a number
 * that its plan has already (see `isTakenWindow` and `isTakenNumber`).
 */
export async function publishVersion(tx: WorkspaceTx, version: PlanVersionRecord): Promise<void> {
  await tx.db
    .insertInto('plan_version')
    .values({
      workspace_id: tx.workspaceId,
      id: version.id,
      programme_id: version.programmeId,
      plan_key: version.key,
      version: version.version,
      effective_from: version.effectiveFrom,
      effective_to: version.effectiveTo,
      terms: toJsonb(version.terms),
      terms_hash: termsHash(version.terms),
      published_by: version.publishedBy,
      published_at: version.publishedAt,
      publish_reason: version.reason,
      draft_id: version.draftId,
      simulation_id: version.simulationId,
      acknowledged: toJsonb(version.acknowledged),
    })
    .execute()
}

/** Ends a window on this day, because a later version begins on the next. */
export async function endWindow(tx: WorkspaceTx, versionId: string, effectiveTo: string): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('plan_version')
    .set({ effective_to: effectiveTo })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', versionId)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`the window of version ${versionId} was to end but is not there`)
}

export const isTakenWindow = (error: unknown): boolean => violates(error, 'plan_windows_do_not_overlap')
export const isTakenNumber = (error: unknown): boolean =>
  violates(error, 'plan_version_workspace_id_plan_key_version_key')

/** Two terms with the same hash say the same. jsonb forgets the order of keys, so the hash goes over sorted ones. */
export const termsHash = (terms: unknown): string => sha256(canonicalJson(terms))

function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}

function versions(tx: WorkspaceTx) {
  return tx.db.selectFrom('plan_version').selectAll().where('workspace_id', '=', tx.workspaceId)
}

type VersionRow = Omit<PlanVersionTable, 'terms' | 'acknowledged'> & { terms: unknown; acknowledged: unknown }

function toVersion(row: VersionRow): PlanVersionRecord {
  return {
    id: row.id,
    programmeId: row.programme_id,
    key: row.plan_key,
    version: row.version,
    effectiveFrom: row.effective_from,
    effectiveTo: row.effective_to,
    // Only valid plans are published, so they are JSON objects.
    terms: row.terms as PlanTerms,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
    reason: row.publish_reason,
    draftId: row.draft_id,
    simulationId: row.simulation_id,
    acknowledged: readAcknowledgements(row.acknowledged),
  }
}
