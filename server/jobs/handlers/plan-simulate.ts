import { failSimulation, runSimulation } from '../../workflows/run-simulation.ts'
import { crashpoint } from '../crashpoint.ts'
import { HandBack, type Handler, Unretryable } from '../handler.ts'

/** Computes a simulation, from the start however often it is run. A fault ends it: people see it and ask anew. */
export const simulatePlan: Handler<'plan.simulate'> = async (job) => {
  const { context, workspaceId, payload, signal, stillWorking } = job
  const simulation = { workspaceId, simulationId: payload.simulationId }
  try {
    await runSimulation(context, {
      ...simulation,
      async betweenChunks() {
        crashpoint('plan.simulate:chunk')
        if (signal.aborted) throw new HandBack('asked to stop')
        await stillWorking()
      },
    })
  } catch (error) {
    if (error instanceof HandBack) throw error
    // With the database away this throws too, and the job is tried again later.
    await failSimulation(context, simulation)
    throw new Unretryable(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
