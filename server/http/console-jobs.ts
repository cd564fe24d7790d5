import { z } from 'zod'
import { jobHealth, redriveRequest } from '../../shared/contract/console-api.ts'
import { redrive } from '../jobs/redrive.ts'
import { readJobHealth } from '../read/jobs.ts'
import { defineRoute } from './route.ts'

export const jobRoutes = [
  defineRoute({
    operationId: 'readJobs',
    method: 'get',
    path: '/v1/console/jobs',
    summary: 'What waits in the background, and what was parked after too many failures',
    access: 'console',
    permission: 'manageConnections',
    reply: jobHealth,
    handle: ({ tx }) => readJobHealth(tx),
  }),
  defineRoute({
    operationId: 'redriveJob',
    method: 'post',
    path: '/v1/console/jobs/:outboxId/redrive',
    summary: 'Try a parked job again',
    access: 'console',
    permission: 'manageConnections',
    params: z.object({ outboxId: z.uuid() }),
    body: redriveRequest,
    reply: jobHealth,
    async handle({ tx, params }) {
      await redrive(tx, params.outboxId)
      return readJobHealth(tx)
    },
  }),
]
