import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { story } from '../ledger/model-commands.ts'
import { tell } from '../ledger/model-run.ts'
import { openTestDatabase } from '../support/test-database.ts'
import { COMMISSION_PROPERTIES } from './commission-properties.ts'

/**
 * Every property of commissions on random plans and deals: `npm run fuzz -- --runs 200000 --seed 42`. With `--model` random stories
 * of deals, payments and payouts instead, each on the embedded database: `npm run fuzz -- --model --runs 1000`. Without a seed it
 * takes one from the clock and says which. Exit 1 when something does not hold, 2 when an argument is no number.
 */
const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, model: { type: 'boolean', default: false } },
})
const runs = whole(values.runs ?? (values.model ? '500' : '100000'))
const seed = whole(values.seed ?? String(Date.now() % 2 ** 31))

if (values.model) await stories()
else properties()

function properties(): void {
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
}

async function stories(): Promise<void> {
  console.log(`seed ${seed}, ${runs} stories`)
  const database = await openTestDatabase('pglite')
  const result = await fc.check(
    fc.asyncProperty(story, (told) => tell(database, told)),
    { numRuns: runs, seed },
  )
  await database.close()
  console.log(`${result.failed ? 'FAILED after' : 'held'} ${result.numRuns} stories, seed ${seed}`)
  if (!result.failed) return
  console.error(fc.defaultReportMessage(result))
  console.error(`Repeat it with: npm run fuzz -- --model --runs ${runs} --seed ${seed}`)
  process.exitCode = 1
}

function whole(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`"${text}" is not a whole number`)
  process.exit(2)
}
