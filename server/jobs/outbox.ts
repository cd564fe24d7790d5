import { sql } from 'kysely'
import { newId } from '../ids.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { toJsonb } from '../db/json.ts'
import { type Payload, TOPICS, type Topic } from './topics.ts'

export interface Work<T extends Topic> {
  topic: T
  payload: Payload<T>
  /** Work with the same key that nobody has begun is kept once: the handler reads what is true when it runs. */
  dedupeKey?: string
  availableAt?: Date
}

/** Writes down work in the caller's transaction: it exists if and only if the change that causes it does. */
export async function addWork<T extends Topic>(tx: WorkspaceTx, work: Work<T>): Promise<void> {
  await addWorks(tx, [work])
}

export async function addWorks<T extends Topic>(tx: WorkspaceTx, works: readonly Work<T>[]): Promise<void> {
  if (works.length === 0) return
  const rows = works.map((work) => ({
    workspace_id: tx.workspaceId,
    id: newId(),
    topic: work.topic,
    dedupe_key: work.dedupeKey ?? null,
    payload: toJsonb(TOPICS[work.topic].parse(work.payload)),
    ...(work.availableAt ? { available_at: work.availableAt } : {}),
  }))
  const added = await tx.db
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'topic', 'dedupe_key'])
        .where('dedupe_key', 'is not', null)
        .where('done_at', 'is', null)
        .where(sql<boolean>`attempts = 0`)
        .doNothing(),
    )
    .returning('id')
    .execute()
  for (const { id } of added) tx.wake(id)
}
