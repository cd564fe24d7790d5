import { createWriteStream, existsSync, realpathSync } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { addMonths } from '../../shared/commission/calendar.ts'
import type { SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import { simulationCsvHeader, simulationCsvLine } from '../../shared/commission/simulate/simulation-csv.ts'
import { Simulation } from '../../shared/commission/simulate/simulation.ts'
import { BadInput, type CommandIo } from './command.ts'
import { readDeals } from './commission-deals.ts'
import { readWholePlan } from './commission-plan.ts'
import { printResult } from './print-result.ts'

export interface SimulateOptions {
  /** CSV of closed deals and their credits. */
  deals: string
  /** The plan to compare with. */
  against: string | undefined
  /** Where a line of CSV per credit goes. */
  csv: string | undefined
  /** Only deals of so many months, up to the last close date in the file: today is not asked, so that the result stays. */
  months: number | undefined
}

/** How often the progress is said, and others get a turn. */
const STEP = 2_000

/** Prints what a plan would have cost on the deals of a file. */
export async function simulatePlan(file: string, options: SimulateOptions, io: CommandIo): Promise<number> {
  const stdin = [file, options.deals, options.against].filter((path) => path === '-')
  if (stdin.length > 1) throw new BadInput('Only one file can come from standard input.')
  for (const input of [file, options.deals, options.against ?? '-'])
    if (options.csv !== undefined && isSameFile(input, options.csv))
      throw new BadInput(`${options.csv}: is read here, and --csv would replace it.`)
  const { plan, fx } = await readWholePlan(file, io.signal)
  const against = options.against === undefined ? undefined : await otherPlan(options.against, io.signal)
  await say(io, 'Reading the deals…')
  const deals = lastMonths(await readDeals(options.deals, io.signal), options.months)
  const csv = options.csv === undefined ? undefined : await openCsv(options.csv)
  const simulation = new Simulation({
    then: plan,
    now: against ? { kind: 'plan', plan: against } : null,
    fx,
    from: deals[0]?.deal.closeDate ?? '',
    to: deals.at(-1)?.deal.closeDate ?? '',
    ...(csv && { onCredit: (row) => csv.add(simulationCsvLine(row, plan.currency)) }),
  })
  for (const [index, deal] of deals.entries()) {
    simulation.add(deal)
    if ((index + 1) % STEP > 0) continue
    await say(io, `${index + 1} of ${deals.length} deals`)
    await csv?.taken()
    await new Promise((resolve) => setImmediate(resolve))
    if (io.signal.aborted) throw new BadInput('Stopped.')
  }
  await csv?.end()
  await say(io, '')
  await printResult(simulation.result(), io)
  return 0
}

function isSameFile(input: string, output: string): boolean {
  if (input === '-' || !existsSync(output) || !existsSync(input)) return false
  return realpathSync(input) === realpathSync(output)
}

async function otherPlan(file: string, signal: AbortSignal) {
  return (await readWholePlan(file, signal, { named: true })).plan
}

/** The months end with the one of the last close date; the first day is the one after the same day so many months before. */
function lastMonths(deals: SimulatedDeal[], months: number | undefined): SimulatedDeal[] {
  const last = deals.at(-1)
  if (months === undefined || !last) return deals
  const before = addMonths(last.deal.closeDate, -months)
  return deals.filter(({ deal }) => deal.closeDate > before)
}

/** A file that is there already is replaced. */
async function openCsv(path: string) {
  const stream = createWriteStream(path)
  const problem = (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new BadInput(`${path}: cannot be written (${code}).`)
  }
  await once(stream, 'open').catch(problem)
  const done = finished(stream)
  // The problem is thrown by `end`, or by whoever waits before.
  done.catch(() => undefined)
  stream.write(simulationCsvHeader)
  return {
    add: (line: string): void => void stream.write(line),
    /** Once what was added is written: lines of many deals do not pile up. */
    taken: async (): Promise<void> => {
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), done]).catch(problem)
    },
    end: async (): Promise<void> => {
      stream.end()
      await done.catch(problem)
    },
  }
}

/** One line that is written over; only where a person watches. */
async function say(io: CommandIo, text: string): Promise<void> {
  if (io.interactive?.err) await io.err(`\r${text.padEnd(40)}${text === '' ? '\r' : ''}`)
}
