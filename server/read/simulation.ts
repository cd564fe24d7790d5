import type { SimulationView } from '../../shared/contract/plan-api.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findDraft } from '../db/plan-draft-store.ts'
import { creditsCsvOf, findSimulation } from '../db/plan-simulation-store.ts'
import { findProgrammeById } from '../db/programme-store.ts'
import { namesOf } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { programmeName } from './plan-version.ts'

/** How far a simulation is, and what it found. */
export async function readSimulation(tx: WorkspaceTx, simulationId: string): Promise<SimulationView> {
  const simulation = await findSimulation(tx, simulationId)
  if (!simulation) throw notFound('simulation')
  const programme = await findProgrammeById(tx, simulation.programmeId)
  if (!programme) throw new Error(`programme ${simulation.programmeId} of a simulation is not there`)
  const draft = simulation.draftId === null ? undefined : await findDraft(tx, simulation.draftId)
  const names = await namesOf(tx, [simulation.requestedBy])
  return {
    id: simulation.id,
    draftId: simulation.draftId,
    programme: programmeName(programme),
    status: simulation.status,
    done: simulation.doneDeals,
    total: simulation.totalDeals,
    problem: simulation.problem,
    requestedBy: names.get(simulation.requestedBy) ?? simulation.requestedBy,
    requestedAt: simulation.requestedAt.toISOString(),
    finishedAt: simulation.finishedAt?.toISOString() ?? null,
    outdated: draft !== undefined && draft.revision !== simulation.draftRevision,
    result: simulation.result,
  }
}

/** What each credit costs now and then, as it was computed: later changes of deals do not move it. */
export async function readSimulationCsv(
  tx: WorkspaceTx,
  simulationId: string,
): Promise<{ fileName: string; contentType: string; content: string }> {
  const simulation = await findSimulation(tx, simulationId)
  if (!simulation) throw notFound('simulation')
  const content = await creditsCsvOf(tx, simulationId)
  if (content === null) throw new Refusal('conflict', 'The file is there once the simulation is done.')
  return {
    fileName: `simulation-${simulation.fromDate}-${simulation.toDate}.csv`,
    contentType: 'text/csv',
    content,
  }
}
