import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockSimulation, updateUnfinishedSimulation } from '../db/plan-simulation-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

/** Stops a simulation for good. The job that runs it finds out at its next chunk and does nothing more. */
export async function cancelSimulation(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  simulationId: string,
): Promise<void> {
  const simulation = await lockSimulation(tx, simulationId)
  if (!simulation) throw notFound('simulation')
  const change = { status: 'cancelled', finishedAt: moment.now } as const
  if (!(await updateUnfinishedSimulation(tx, simulationId, change))) {
    throw new Refusal('conflict', `The simulation is ${simulation.status}; there is nothing to cancel.`)
  }
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'plan_simulation',
    subjectId: simulationId,
    kind: 'plan_simulation_cancelled',
    actor,
    at: moment.now,
    reason: null,
    before: { status: simulation.status },
    after: { status: 'cancelled' },
  })
}
