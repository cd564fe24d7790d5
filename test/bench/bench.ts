import { parseArgs } from 'node:util'
import { type Benchmark, machine, table } from './report.ts'

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  commission: async () => (await import('./commission.ts')).benchCommission,
  ledger: async () => (await import('./ledger.ts')).benchLedger,
}
const USAGE = `npm run bench -- ${Object.keys(BENCHMARKS).join('|')} [--json] [--seed N]`

/** Runs one benchmark and prints each ratio to its floor. Exits 1 when a goal is missed, 2 when nothing was asked for. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  const [name, ...more] = positionals
  const load = name !== undefined && Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined
  const seed = Number(values.seed)
  if (!load || more.length > 0 || !Number.isSafeInteger(seed)) {
    console.error(USAGE)
    return 2
  }
  const run = await load()
  const report = await run({ seed })
  process.stdout.write(values.json ? `${JSON.stringify({ ...report, machine: machine() })}\n` : table(report))
  return report.measures.every(({ met }) => met) ? 0 : 1
}

process.exitCode = await main()
