import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Vault } from '../auth/vault.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { toJsonb } from '../db/json.ts'
import { Refusal } from '../errors.ts'

export interface RepeatableRequest {
  actorId: string
  key: string
  operation: string
  /** Everything that decides what the request does; a repeat must agree in all of it. */
  input: unknown
  /** Seals the kept answer. */
  vault?: Vault | undefined
}

/**
 * Does the work once per key and gives every repeat the first answer. The answer is kept in the work's own
 * transaction, so it exists if and only if the work was done; a refused or failed request may be tried again with
 * the same key. The same key with another input is a mistake of the caller: 409, nothing done.
 */
export async function answerOnce<T>(
  tx: WorkspaceTx,
  request: RepeatableRequest,
  work: () => Promise<T>,
): Promise<T> {
  // Two at once: the second one waits until the first has committed, then finds its answer.
  const lock = `idempotency/${tx.workspaceId}/${request.actorId}/${request.key}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx.db)
  const requestHash = createHash('sha256').update(toJsonb(request.input)).digest('hex')
  const first = await tx.db
    .selectFrom('idempotent_request')
    .select(['operation', 'request_hash', 'response'])
    .where('actor', '=', request.actorId)
    .where('key', '=', request.key)
    .executeTakeFirst()
  if (first) {
    if (first.operation === request.operation && first.request_hash === requestHash) {
      // Kept below, by the same operation.
      return (request.vault ? unseal(tx, request, request.vault, first.response) : first.response) as T
    }
    throw new Refusal(
      'idempotency_conflict',
      'This idempotency key was already used for another request. Nothing was done.',
    )
  }
  const answer = await work()
  await tx.db
    .insertInto('idempotent_request')
    .values({
      workspace_id: tx.workspaceId,
      actor: request.actorId,
      key: request.key,
      operation: request.operation,
      request_hash: requestHash,
      status: 200,
      response: toJsonb(
        request.vault ? { sealed: request.vault.seal(toJsonb(answer), place(tx, request)) } : answer,
      ),
      at: new Date(),
    })
    .execute()
  return answer
}

const place = (tx: WorkspaceTx, request: RepeatableRequest) => ({
  workspaceId: tx.workspaceId,
  table: 'idempotent_request',
  rowId: `${request.actorId}/${request.key}`,
  column: 'response',
})

function unseal(tx: WorkspaceTx, request: RepeatableRequest, vault: Vault, response: unknown): unknown {
  if (typeof response !== 'object' || response === null || !('sealed' in response))
    throw new Error('not a sealed answer')
  return JSON.parse(vault.open(String(response.sealed), place(tx, request)))
}
