import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { ExchangeRate } from '../../shared/commission/input.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import { Simulation } from '../../shared/commission/simulate/simulation.ts'
import { simulationCsvHeader, simulationCsvLine } from '../../shared/commission/simulate/simulation-csv.ts'
import type { Context } from '../context.ts'
import {
  type ClosedBetween,
  type ClosedDeal,
  closedDealsAfter,
  countClosedDeals,
} from '../db/closed-deal-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findSimulation, updateUnfinishedSimulation } from '../db/plan-simulation-store.ts'
import { findProgrammeById, publishedPlans } from '../db/programme-store.ts'
import { gatherSimulatedDeals, type Trial } from './gather-simulated-deals.ts'
import { ratesTo } from './rates-to.ts'

/** Deals between two looks at whether it was cancelled. */
const CHUNK = 1_000
/** Deals looked up at once: each look-up goes over all that closed in the period. */
const LOOKED_UP = 10_000

export interface SimulationRun {
  workspaceId: string
  simulationId: string
  /** Called between two chunks; what it throws ends the run, to be begun anew. */
  betweenChunks(): Promise<void>
}

/**
 * Tries the terms of a simulation on its deals, chunk by chunk, each in a transaction of its own that also says how many are
 * done. It may be run again at any time and begins anew; one that is finished or cancelled is left as it is.
 */
export async function runSimulation(
  context: Pick<Context, 'db' | 'clock'>,
  { workspaceId, simulationId, betweenChunks }: SimulationRun,
): Promise<void> {
  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>) => context.db.inWorkspace(workspaceId, work)
  const begun = await inWorkspace((tx) => begin(tx, simulationId))
  if (!begun) return
  const { trial, period, first } = begun
  const csv = [simulationCsvHeader]
  // Grows as days are met; the simulation holds on to it.
  const fx: ExchangeRate[] = []
  const simulation = new Simulation({
    then: trial.draft,
    now:
      trial.versions.length > 0
        ? { kind: 'versions', versions: trial.versions.map(({ plan }) => plan) }
        : null,
    fx,
    from: period.from,
    to: period.to,
    onCredit: (row) => void csv.push(simulationCsvLine(row, trial.draft.currency)),
  })
  let done = 0
  let closed = first
  for (;;) {
    const reached = closed.length === LOOKED_UP ? closed.at(-1) : undefined
    // Looked up while these are computed.
    const following = reached && inWorkspace((tx) => closedDealsAfter(tx, period, reached, LOOKED_UP))
    following?.catch(() => undefined)
    for (let from = 0; from < closed.length; from += CHUNK) {
      if (done > 0) await betweenChunks()
      const chunk = closed.slice(from, from + CHUNK)
      const read = await inWorkspace((tx) => readChunk(tx, simulationId, { trial, closed: chunk, done }))
      if (!read) return
      fx.push(...read.rates)
      for (const deal of read.deals) simulation.add(deal)
      done += chunk.length
    }
    if (!following) break
    closed = await following
  }
  await inWorkspace((tx) =>
    updateUnfinishedSimulation(tx, simulationId, {
      status: 'done',
      doneDeals: done,
      totalDeals: done,
      result: simulation.result(),
      creditsCsv: csv.join(''),
      finishedAt: context.clock.now(),
    }),
  )
}

/** Says that it will not come to an end, unless it has ended already. */
export async function failSimulation(
  context: Pick<Context, 'db' | 'clock'>,
  { workspaceId, simulationId }: Pick<SimulationRun, 'workspaceId' | 'simulationId'>,
): Promise<void> {
  await context.db.inWorkspace(workspaceId, (tx) =>
    updateUnfinishedSimulation(tx, simulationId, {
      status: 'failed',
      problem:
        'It could not be computed because of a fault on our side. Ask for it again; the jobs page has the details.',
      finishedAt: context.clock.now(),
    }),
  )
}

/** undefined: there is nothing to do any more. */
async function begin(
  tx: WorkspaceTx,
  simulationId: string,
): Promise<{ trial: Trial; period: ClosedBetween; first: ClosedDeal[] } | undefined> {
  const simulation = await findSimulation(tx, simulationId)
  if (!simulation) return undefined
  const programme = await findProgrammeById(tx, simulation.programmeId)
  const reading = parsePlan(simulation.terms)
  if (!programme || !reading.ok) throw new Error(`simulation ${simulationId} has no programme or no plan`)
  const { partnerType } = programme
  const { fromDate: from, toDate: to } = simulation
  const period = { partnerType, timeZone: reading.plan.timeZone, from, to }
  const first = await closedDealsAfter(tx, period, null, LOOKED_UP)
  const totalDeals = first.length < LOOKED_UP ? first.length : await countClosedDeals(tx, period)
  const change = { status: 'running', doneDeals: 0, totalDeals } as const
  if (!(await updateUnfinishedSimulation(tx, simulationId, change))) return undefined
  const versions = await publishedPlans(tx, [partnerType])
  return { trial: { draft: reading.plan, versions, partnerType }, period, first }
}

interface Chunk {
  deals: SimulatedDeal[]
  rates: ExchangeRate[]
}

/** Also says how many are done. undefined: it was cancelled, or another run of the same job was faster. */
async function readChunk(
  tx: WorkspaceTx,
  simulationId: string,
  at: { trial: Trial; closed: readonly ClosedDeal[]; done: number },
): Promise<Chunk | undefined> {
  const { trial, closed, done } = at
  if (!(await updateUnfinishedSimulation(tx, simulationId, { doneDeals: done }))) return undefined
  const deals = await gatherSimulatedDeals(tx, trial, closed)
  return {
    deals,
    rates: await ratesOf(tx, [trial.draft, ...trial.versions.map(({ plan }) => plan)], deals),
  }
}

async function ratesOf(
  tx: WorkspaceTx,
  plans: readonly Plan[],
  deals: readonly SimulatedDeal[],
): Promise<ExchangeRate[]> {
  const rates: ExchangeRate[] = []
  for (const to of new Set(plans.map(({ currency }) => currency))) {
    const foreign = deals.filter(({ deal }) => deal.currency !== null && deal.currency !== to)
    const currencies = foreign.flatMap(({ deal }) => deal.currency ?? [])
    rates.push(
      ...(await ratesTo(tx, to, currencies, [...new Set(foreign.map(({ deal }) => deal.closeDate))])),
    )
  }
  return rates
}
