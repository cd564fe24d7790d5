import { expect } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import type { RunningSimulator } from '../simulators/hubspot/serve.ts'
import { eventually } from '../support/eventually.ts'

const WITHIN_MS = 60_000

/** Resolves once no webhook is on its way and no work of the workspace waits, also not what the last work asked for. */
export async function settled(
  { hubspot, database }: { hubspot: RunningSimulator; database: Database },
  workspaceId: string,
): Promise<void> {
  await eventually(async () => {
    const before = hubspot.webhooks.deliveries.length
    await hubspot.webhooks.idle()
    expect(await waitingWork(database, workspaceId)).toEqual([])
    await hubspot.webhooks.idle()
    expect(hubspot.webhooks.deliveries.length).toBe(before)
  }, WITHIN_MS)
}

/** Outbox rows that are neither done nor parked, by topic, with what went wrong with them last. */
export function waitingWork(database: Database, workspaceId: string): Promise<object[]> {
  return database.inSystem((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['topic', 'attempts', 'last_problem'])
      .where('workspace_id', '=', workspaceId)
      .where('done_at', 'is', null)
      .where('parked_at', 'is', null)
      .execute(),
  )
}
