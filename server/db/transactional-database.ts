import { AsyncLocalStorage } from 'node:async_hooks'
import type { LedgerSeal } from '../auth/ledger-seal.ts'
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Database, SystemTx, WorkspaceTx } from './database.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

const MAX_ATTEMPTS = 5
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/** Lets one transaction in, or many: PGlite has one connection, PostgreSQL a pool. */
type Admission = <T>(task: () => Promise<T>) => Promise<T>

/** Async work that outlives its transaction keeps this object, so it says whether that transaction still runs. */
const current = new AsyncLocalStorage<{ open: boolean }>()

/** The rules of `Database` over any Kysely of ours: role and workspace per transaction, no nesting, bounded retries. */
export function transactionalDatabase(
  kysely: Kysely<Tables>,
  admit: Admission,
  ledgerSeal: LedgerSeal,
): Database {
  const listeners: ((ids: readonly string[]) => void)[] = []

  function transact<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    if (current.getStore()?.open) {
      throw new Error(
        'A transaction is already open here: use its tx. On one connection, a second one would wait for ever.',
      )
    }
    const scope = { open: true }
    return admit(() =>
      current.run(scope, () =>
        withRetries(() => kysely.transaction().execute(work)).finally(() => {
          scope.open = false
        }),
      ),
    )
  }

  return {
    async inWorkspace(workspaceId, work) {
      let left: string[] = []
      const result = await transact(async (trx) => {
        left = []
        // One round trip for both; they end with the transaction, as `set local` does.
        await sql`select set_config('role', 'partner_app', true), set_config('app.workspace_id', ${workspaceId}, true)`.execute(
          trx,
        )
        const tx: WorkspaceTx = {
          kind: 'workspace',
          workspaceId,
          db: trx,
          ledgerSeal,
          wake: (id) => void left.push(id),
        }
        return work(tx)
      })
      if (left.length > 0) for (const listener of listeners) listener(left)
      return result
    },
    inSystem: (work) =>
      transact(async (trx) => {
        await sql`set local role partner_system`.execute(trx)
        const tx: SystemTx = { kind: 'system', db: trx }
        return work(tx)
      }),
    onWork: (listener) => void listeners.push(listener),
    migrate: () => admit(() => migrate(kysely)),
    ping: () => transact(async (trx) => void (await sql`select 1`.execute(trx))),
    close: () => kysely.destroy(),
  }
}

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isTransient(error)) throw error
    }
  }
}

function isTransient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}
