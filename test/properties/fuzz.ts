import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { COMMISSION_PROPERTIES } from './commission-properties.ts'

/**
 * Every property of commissions on random plans and deals: `npm run fuzz -- --runs 200000 --seed 42`. Without a seed it takes one
 * from the clock and says which. Exit 1 when a property does not hold, 2 when an argument is no number.
 */
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = whole(values.runs ?? '100000')
const seed = whole(values.seed ?? String(Date.now() % 2 ** 31))

console.log(`seed ${seed}, ${runs} runs over ${COMMISSION_PROPERTIES.length} properties`)
const each = Math.ceil(runs / COMMISSION_PROPERTIES.length)
let done = 0
for (const { name, arbitrary, check } of COMMISSION_PROPERTIES) {
  const result = fc.check(fc.property(arbitrary, check), { numRuns: each, seed })
  done += result.numRuns
  console.log(`${result.failed ? 'FAILED' : 'held  '} ${result.numRuns} × ${name}`)
  if (!result.failed) continue
  console.error(fc.defaultReportMessage(result))
  console.error(`Repeat it with: npm run fuzz -- --runs ${runs} --seed ${seed}`)
  process.exitCode = 1
}
console.log(`${done} plans × deals, seed ${seed}`)

function whole(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`"${text}" is not a whole number`)
  process.exit(2)
}
