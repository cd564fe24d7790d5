import type { Endpoint } from './endpoint.ts'

/** A dependency that does not answer within this time counts as away. */
const PATIENCE_MS = 2_000

export const healthEndpoints: readonly Endpoint[] = [
  {
    operationId: 'healthz',
    method: 'get',
    path: '/healthz',
    summary: 'The process answers. Says nothing about what it depends on: a restart would not mend that',
    contentType: 'application/json',
    statuses: { 200: 'It answers' },
    limited: false,
    async handle(_context, _request, response) {
      response.json({ status: 'ok' })
    },
  },
  {
    operationId: 'readyz',
    method: 'get',
    path: '/readyz',
    summary: 'The process can do its work: database and queue answer',
    contentType: 'application/json',
    statuses: { 200: 'Ready', 503: 'Something that it needs is away; the body names it' },
    limited: false,
    async handle(context, _request, response) {
      const [database, queue] = await Promise.all([answers(context.db.ping()), answers(context.queue.ping())])
      const ready = database && queue
      const word = (fine: boolean): string => (fine ? 'ok' : 'away')
      response
        .status(ready ? 200 : 503)
        .json({ status: ready ? 'ok' : 'unavailable', database: word(database), queue: word(queue) })
    },
  },
  {
    operationId: 'metrics',
    method: 'get',
    path: '/metrics',
    summary: 'Counters in the Prometheus text format, without anything about a workspace',
    contentType: 'text/plain',
    statuses: { 200: 'The counters' },
    limited: false,
    async handle(context, _request, response) {
      const { registry } = context.metrics
      response.set('Content-Type', registry.contentType).send(await registry.metrics())
    },
  },
]

async function answers(ping: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  try {
    return await Promise.race([ping.then(() => true).catch(() => false), late])
  } finally {
    clearTimeout(timer)
  }
}
