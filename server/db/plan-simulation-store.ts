import { sql } from 'kysely'
import { type SimulationResult, simulationResult } from '../../shared/contract/plan-api.ts'
import type { PlanSimulationTable } from './commission-tables.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'

export type SimulationStatus = PlanSimulationTable['status']

/** A draft's terms tried on closed deals. The terms are a copy, so that the result stays what it was of. */
export interface SimulationRecord {
  id: string
  programmeId: string
  draftId: string | null
  draftRevision: number | null
  terms: unknown
  termsHash: string
  /** Close dates in the plan's time zone, both ends inclusive. */
  fromDate: string
  toDate: string
  status: SimulationStatus
  doneDeals: number
  totalDeals: number | null
  result: SimulationResult | null
  problem: string | null
  requestedBy: string
  requestedAt: Date
  finishedAt: Date | null
}

export async function insertSimulation(
  tx: WorkspaceTx,
  simulation: Omit<
    SimulationRecord,
    'status' | 'doneDeals' | 'totalDeals' | 'result' | 'problem' | 'finishedAt'
  >,
): Promise<void> {
  await tx.db
    .insertInto('plan_simulation')
    .values({
      workspace_id: tx.workspaceId,
      id: simulation.id,
      programme_id: simulation.programmeId,
      draft_id: simulation.draftId,
      draft_revision: simulation.draftRevision,
      terms: toJsonb(simulation.terms),
      terms_hash: simulation.termsHash,
      from_date: simulation.fromDate,
      to_date: simulation.toDate,
      status: 'waiting',
      requested_by: simulation.requestedBy,
      requested_at: simulation.requestedAt,
    })
    .execute()
}

export async function findSimulation(
  tx: WorkspaceTx,
  simulationId: string,
): Promise<SimulationRecord | undefined> {
  const row = await simulations(tx).where('id', '=', simulationId).executeTakeFirst()
  return row && toSimulation(row)
}

/** The simulation, held until the transaction ends: a cancellation and the last chunk come one after the other. */
export async function lockSimulation(
  tx: WorkspaceTx,
  simulationId: string,
): Promise<SimulationRecord | undefined> {
  const row = await simulations(tx).where('id', '=', simulationId).forUpdate().executeTakeFirst()
  return row && toSimulation(row)
}

/** The file with what each credit costs; null until the simulation is done. */
export async function creditsCsvOf(tx: WorkspaceTx, simulationId: string): Promise<string | null> {
  const row = await tx.db
    .selectFrom('plan_simulation')
    .select('credits_csv')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', simulationId)
    .executeTakeFirst()
  return row?.credits_csv ?? null
}

/** The newest of a draft, whatever became of it, or the newest that is done. */
export async function newestSimulationOf(
  tx: WorkspaceTx,
  draftId: string,
  only: 'done' | 'any',
): Promise<string | null> {
  let query = tx.db
    .selectFrom('plan_simulation')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('draft_id', '=', draftId)
  if (only === 'done') query = query.where('status', '=', 'done')
  const row = await query.orderBy('requested_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? null
}

/** Those of a draft that nobody has finished or cancelled. */
export async function unfinishedSimulationsOf(tx: WorkspaceTx, draftId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('plan_simulation')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('draft_id', '=', draftId)
    .where('status', 'in', ['waiting', 'running'])
    .execute()
  return rows.map(({ id }) => id)
}

export interface SimulationChange {
  status?: SimulationStatus
  doneDeals?: number
  totalDeals?: number
  result?: SimulationResult
  creditsCsv?: string
  problem?: string
  finishedAt?: Date
}

/** False when it is finished or cancelled already: then nothing was changed, and whoever works on it stops. */
export async function updateUnfinishedSimulation(
  tx: WorkspaceTx,
  simulationId: string,
  change: SimulationChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('plan_simulation')
    .set({
      ...(change.status !== undefined && { status: change.status }),
      ...(change.doneDeals !== undefined && { done_deals: change.doneDeals }),
      ...(change.totalDeals !== undefined && { total_deals: change.totalDeals }),
      ...(change.result !== undefined && { result: toJsonb(change.result) }),
      ...(change.creditsCsv !== undefined && { credits_csv: change.creditsCsv }),
      ...(change.problem !== undefined && { problem: change.problem }),
      ...(change.finishedAt !== undefined && { finished_at: change.finishedAt }),
      // Keeps the statement valid when only the standing is asked for.
      terms_hash: sql<string>`terms_hash`,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', simulationId)
    .where('status', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function simulations(tx: WorkspaceTx) {
  return tx.db.selectFrom('plan_simulation').select(SHOWN).where('workspace_id', '=', tx.workspaceId)
}

/** All but the file, which may be large. */
const SHOWN = [
  'id',
  'programme_id',
  'draft_id',
  'draft_revision',
  'terms',
  'terms_hash',
  'from_date',
  'to_date',
  'status',
  'done_deals',
  'total_deals',
  'result',
  'problem',
  'requested_by',
  'requested_at',
  'finished_at',
] as const

type SimulationRow = Omit<
  Pick<PlanSimulationTable, (typeof SHOWN)[number]>,
  'terms' | 'done_deals' | 'result'
> & {
  terms: unknown
  done_deals: number
  result: unknown
}

function toSimulation(row: SimulationRow): SimulationRecord {
  return {
    id: row.id,
    programmeId: row.programme_id,
    draftId: row.draft_id,
    draftRevision: row.draft_revision,
    terms: row.terms,
    termsHash: row.terms_hash,
    fromDate: row.from_date,
    toDate: row.to_date,
    status: row.status,
    doneDeals: row.done_deals,
    totalDeals: row.total_deals,
    result: row.result === null ? null : simulationResult.parse(row.result),
    problem: row.problem,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
  }
}
