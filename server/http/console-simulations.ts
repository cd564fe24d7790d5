import { z } from 'zod'
import { cancelSimulationRequest, simulateRequest, simulationView } from '../../shared/contract/plan-api.ts'
import { readSimulation, readSimulationCsv } from '../read/simulation.ts'
import { cancelSimulation } from '../workflows/cancel-simulation.ts'
import { requestSimulation } from '../workflows/request-simulation.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const simulationParams = z.object({ simulationId: z.uuid() })

export const simulationRoutes = [
  defineRoute({
    operationId: 'simulatePlanDraft',
    method: 'post',
    path: '/v1/console/plan-drafts/:draftId/simulations',
    summary: 'Try a draft on the deals that closed in the last months',
    access: 'console',
    permission: 'editPlans',
    params: z.object({ draftId: z.uuid() }),
    body: simulateRequest,
    reply: simulationView,
    async handle({ context, tx, actor, params, body }) {
      const moment = momentOf(context)
      const input = { ...params, months: body.months }
      return readSimulation(tx, await requestSimulation(tx, moment, actor, input))
    },
  }),
  defineRoute({
    operationId: 'getSimulation',
    method: 'get',
    path: '/v1/console/simulations/:simulationId',
    summary: 'How far a simulation is, and what it found',
    access: 'console',
    permission: 'viewMoney',
    params: simulationParams,
    reply: simulationView,
    handle: ({ tx, params }) => readSimulation(tx, params.simulationId),
  }),
  defineRoute({
    operationId: 'cancelSimulation',
    method: 'post',
    path: '/v1/console/simulations/:simulationId/cancel',
    summary: 'Stop a simulation for good',
    access: 'console',
    permission: 'editPlans',
    params: simulationParams,
    body: cancelSimulationRequest,
    reply: simulationView,
    async handle({ context, tx, actor, params }) {
      const moment = momentOf(context)
      await cancelSimulation(tx, moment, actor, params.simulationId)
      return readSimulation(tx, params.simulationId)
    },
  }),
  defineRoute({
    operationId: 'getSimulationFile',
    method: 'get',
    path: '/v1/console/simulations/:simulationId/simulation.csv',
    summary: 'What each credit costs now and under the draft',
    access: 'console',
    permission: 'viewMoney',
    params: simulationParams,
    reply: 'file',
    handle: ({ tx, params }) => readSimulationCsv(tx, params.simulationId),
  }),
]
