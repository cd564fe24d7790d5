import { connectionList } from '../../../shared/contract/console-api.ts'
import type { SyncProgress } from '../workbench-api.ts'
import { ADMIN } from './people.ts'
import type { ServerClient } from './server-client.ts'

/** How far the first sync is; null before it began. */
export async function readSyncProgress(client: ServerClient): Promise<SyncProgress | null> {
  const { connections } = await client.console(ADMIN, '/v1/console/connections', connectionList)
  const connection = connections[0]
  const run = connection?.runs.at(0)
  if (!connection || !run) return null
  const read = records(run.read)
  const expected = records(run.expected) || null
  const running = run.status === 'running' || (run.status === 'failed' && connection.lastSyncedAt === null)
  return { running, read, expected, text: text(running, read, expected, run.problem) }
}

function text(running: boolean, read: number, expected: number | null, problem: string | null): string {
  const records = `${read.toLocaleString('en-US')}${expected ? ` of ${expected.toLocaleString('en-US')}` : ''} records`
  if (problem !== null && running) return `First sync: ${problem} It will be tried again. ${records}`
  return running ? `First sync: ${records}` : `Synced ${read.toLocaleString('en-US')} records`
}

/** Stages and owners are read too, but nobody waits for them and nobody said how many to expect. */
const records = (counts: Record<string, number>): number => (counts['deal'] ?? 0) + (counts['account'] ?? 0)
