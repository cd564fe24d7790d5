import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What is counted, for `/metrics`. Labels are few and closed: never a workspace, a person, an id or a URL with one in it. */
export interface Metrics {
  registry: Registry
  /** Seconds per request; `route` is the pattern, such as `/v1/card/deals/:dealId`. */
  httpSeconds: Histogram<'method' | 'route' | 'status'>
  /** `status` is the HTTP status, or `failed` when there was no answer. */
  crmCalls: Counter<'crm' | 'kind' | 'status'>
  /** `outcome`: done, retried, parked or handed_back. */
  jobs: Counter<'topic' | 'outcome'>
  jobSeconds: Histogram<'topic'>
  /** `outcome`: written or unchanged. */
  syncRows: Counter<'object' | 'outcome'>
  /** `outcome`: stored, repeated, unknown_account or refused. */
  webhookEvents: Counter<'crm' | 'outcome'>
}

export function createMetrics(options: { process: boolean } = { process: false }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (options.process) collectDefaultMetrics({ register: registry })
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
    crmCalls: new Counter({
      name: 'crm_calls_total',
      help: 'Calls to a CRM by kind and status',
      labelNames: ['crm', 'kind', 'status'],
      registers,
    }),
    jobs: new Counter({
      name: 'jobs_total',
      help: 'Jobs by topic and outcome',
      labelNames: ['topic', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'job_seconds',
      help: 'Time of one run of a job',
      labelNames: ['topic'],
      registers,
    }),
    syncRows: new Counter({
      name: 'sync_rows_total',
      help: 'Mirrored records by outcome',
      labelNames: ['object', 'outcome'],
      registers,
    }),
    webhookEvents: new Counter({
      name: 'webhook_events_total',
      help: 'Webhook events by outcome',
      labelNames: ['crm', 'outcome'],
      registers,
    }),
  }
}
