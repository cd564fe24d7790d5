import { AsyncLocalStorage } from 'node:async_hooks'

/** The role, and the workspace whose rows are seen: both end with the transaction. `owner` is the user of the connection. */
export type Role = { role: 'partner_app'; workspaceId: string } | { role: 'partner_system' | 'owner' }

/** Async work that outlives its transaction keeps this object, so it says whether that transaction still runs. */
export interface TransactionScope {
  open: boolean
  /** SQL text, empty when the transaction needs nothing. */
  readonly statements: string
}

/** Kysely begins transactions by itself, so what goes out with `begin` can reach the driver by no argument. */
const current = new AsyncLocalStorage<TransactionScope>()

export const openScope = (): TransactionScope | undefined => {
  const scope = current.getStore()
  return scope?.open ? scope : undefined
}

/** Runs this in a scope of its own. Throws where a transaction is open already. */
export async function inScope<T>(of: Role, run: () => Promise<T>): Promise<T> {
  if (openScope()) {
    throw new Error(
      'A transaction is already open here: use its tx. On one connection, a second one would wait for ever.',
    )
  }
  const scope = { open: true, statements: statementsOf(of) }
  return current.run(scope, () => run().finally(() => (scope.open = false)))
}

function statementsOf(of: Role): string {
  if (of.role === 'owner') return ''
  const role = `set local role ${of.role}`
  return of.role === 'partner_app' ? `${role}; set local app.workspace_id = ${literal(of.workspaceId)}` : role
}

/** Statements that go out together take no parameters. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
