import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { story } from './model-commands.ts'
import { tell } from './model-run.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']
// More of them: MODEL_RUNS=500, or `npm run fuzz -- --model`. MODEL_SEED repeats one.
const asked = process.env['MODEL_RUNS']
const numRuns = Number(asked ?? 20)
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31)
// On a slow machine fewer stories are told rather than none.
const limit = asked === undefined ? { interruptAfterTimeLimit: 180_000 } : {}

describe.each(kinds)('whatever happens to deals, payments and payouts, on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  test.skipIf(skipped)(
    `the ledger has what the rules say, and what is refused changes nothing (seed ${seed})`,
    async () => {
      await fc.assert(
        fc.asyncProperty(story, (told) => tell(database, told)),
        { numRuns, seed, ...limit },
      )
    },
    asked === undefined ? 600_000 : 7_200_000,
  )
})
