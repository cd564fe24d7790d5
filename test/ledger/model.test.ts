import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { story } from './model-commands.ts'
import { tell } from './model-run.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const runs = Number(process.env['MODEL_RUNS'] ?? 8)
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31)

describe.each(kinds)('whatever happens to deals, payments and payouts, on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  test.skipIf(skipped)(
    'the ledger has what the rules say, and what is refused changes nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(story, (told) => tell(database, told)),
        { numRuns: runs, seed },
      )
    },
    3_600_000,
  )
})
