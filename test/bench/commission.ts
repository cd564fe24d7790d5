import { startPostgres } from '../support/services.ts'
import { measureEngine } from './engine.ts'
import { measureRecompute } from './recompute.ts'
import type { Benchmark, BenchReport } from './report.ts'

/** `own`: deals of the partner that is looked at alone. */
const WHOLE = { engineDeals: 20_000, engineRounds: 15, deals: 2_000, own: 10, rounds: 7 }

/** How fast commissions are computed: by the engine alone, and of all deals in the database. */
export const benchCommission: Benchmark = ({ seed }) => benchCommissionOf(WHOLE, seed)

/** The same on fewer deals. */
export async function benchCommissionOf(
  { engineDeals, engineRounds, deals, own, rounds }: typeof WHOLE,
  seed: number,
): Promise<BenchReport> {
  const measures = measureEngine(engineDeals, engineRounds, seed)
  const skipped: string[] = []
  const server = await startPostgres()
  if (server) {
    try {
      measures.push(...(await measureRecompute(server.url, { deals, own, rounds }, seed)))
    } finally {
      await server.stop()
    }
  } else {
    skipped.push('computing anew from the database: the programs of PostgreSQL are not on this machine')
  }
  const dataset = `${engineDeals} deals in memory, each rated ${engineRounds} times; ${deals} won deals in PostgreSQL, each ${rounds} times; one plan of seven rules`
  return { name: 'commission', dataset, seed, measures, skipped }
}
