import type { LedgerSeal } from '../auth/ledger-seal.ts'
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Database, SystemTx, WorkspaceTx } from './database.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'
import { inScope, type Role } from './transaction-scope.ts'

const MAX_ATTEMPTS = 5
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/** Lets one transaction in, or many: PGlite has one connection, PostgreSQL a pool. */
type Admission = <T>(task: () => Promise<T>) => Promise<T>

/**
 * The rules of `Database` over any Kysely of ours: role and workspace per transaction, no nesting, bounded retries. Its
 * driver sends the statements of `openScope()` as it begins a transaction.
 */
export function transactionalDatabase(
  kysely: Kysely<Tables>,
  admit: Admission,
  ledgerSeal: LedgerSeal,
): Database {
  const listeners: ((ids: readonly string[]) => void)[] = []

  const transact = <T>(of: Role, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
    inScope(of, () => admit(() => withRetries(() => kysely.transaction().execute(work))))

  return {
    async inWorkspace(workspaceId, work) {
      let left: string[] = []
      const result = await transact({ role: 'partner_app', workspaceId }, (trx) => {
        left = []
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
      transact({ role: 'partner_system' }, (trx) => {
        const tx: SystemTx = { kind: 'system', db: trx }
        return work(tx)
      }),
    onWork: (listener) => void listeners.push(listener),
    migrate: () => admit(() => migrate(kysely)),
    ping: () => transact({ role: 'owner' }, async (trx) => void (await sql`select 1`.execute(trx))),
    analyze: () => admit(async () => void (await sql`analyze`.execute(kysely))),
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
