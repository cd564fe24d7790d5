import { SalesforceCrm, type SalesforceCrmOptions } from '../../connectors/salesforce/salesforce-crm.ts'
import { DailyBudget } from '../../connectors/salesforce/daily-budget.ts'
import { SchemaMemory } from '../../connectors/salesforce/schema-memory.ts'
import { trustInstance } from '../../connectors/salesforce/instance-url.ts'
import type { SyncPage } from '../../connectors/crm.port.ts'
import {
  type RunningSimulator,
  type ServeOptions,
  startSalesforceSimulator,
} from '../simulators/salesforce/serve.ts'

/** A simulated org and adapters over it. Their waiting takes no time. */
export interface SalesforceBench extends RunningSimulator {
  /** The adapter of another run: it has looked at nothing yet. */
  open(options?: Partial<SalesforceCrmOptions>): SalesforceCrm
  /** Moves the clock that stamps records. */
  pass(ms: number): void
  /** How long was slept, in the order of it. */
  slept: number[]
}

export const LONG_AGO = { at: new Date('2026-01-01T00:00:00Z'), createdAt: new Date('2026-01-01T00:00:00Z') }

export async function startSalesforceBench(options: ServeOptions = {}): Promise<SalesforceBench> {
  let clockMs = Date.parse('2026-11-21T12:00:30Z')
  const slept: number[] = []
  let nowMs = 0
  const schemas = new SchemaMemory()
  const timing = {
    now: () => nowMs,
    sleep: async (ms: number) => {
      slept.push(ms)
      nowMs += ms
    },
  }
  const simulator = await startSalesforceSimulator({ now: () => new Date(clockMs), ...options })
  const { accessToken } = simulator.installations.install({ userId: '005Hp000000Int9IAC' })
  return {
    ...simulator,
    slept,
    pass: (ms) => void (clockMs += ms),
    open: (more) =>
      new SalesforceCrm({
        instance: trustInstance(simulator.url, simulator.url),
        orgId: simulator.org.settings.orgId,
        namespace: simulator.org.settings.namespace,
        credentials: {
          accessToken: async () => accessToken,
          replace: () => Promise.reject(new Error('the token was refused')),
        },
        budget: new DailyBudget(timing),
        timing,
        schemas,
        ...more,
      }),
  }
}

export async function pagesOf<T>(pages: AsyncIterable<SyncPage<T>>): Promise<SyncPage<T>[]> {
  const read: SyncPage<T>[] = []
  for await (const page of pages) read.push(page)
  return read
}

export async function recordsOf<T>(pages: AsyncIterable<SyncPage<T>>): Promise<T[]> {
  return (await pagesOf(pages)).flatMap((page) => page.records)
}

export const callsOf = (crm: { calls: Readonly<Record<string, number>> }): number =>
  Object.values(crm.calls).reduce((sum, calls) => sum + calls, 0)
