import type { z } from 'zod'
import { connectionList } from '../../../shared/contract/console-api.ts'
import type { SyncProgress } from '../workbench-api.ts'
import { ADMIN } from './people.ts'
import type { ServerClient } from './server-client.ts'

type Connection = z.infer<typeof connectionList>['connections'][number]

const LABELS: Record<Connection['crm'], string> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** How far the first syncs are, as one; null before each of the expected connections has begun. */
export async function readSyncProgress(
  client: ServerClient,
  expectedConnections: number,
): Promise<SyncProgress | null> {
  const { connections } = await client.console(ADMIN, '/v1/console/connections', connectionList)
  const syncs = connections.flatMap((connection) => firstSync(connection) ?? [])
  if (syncs.length < expectedConnections) return null
  const expected = syncs.map((sync) => sync.expected)
  return {
    running: syncs.some((sync) => sync.running),
    read: sum(syncs.map((sync) => sync.read)),
    expected: expected.includes(null) ? null : sum(expected.map(Number)),
    text: syncs.map((sync) => sync.text).join(' · '),
  }
}

function firstSync(connection: Connection): SyncProgress | null {
  const run = connection.runs.at(0)
  if (!run) return null
  const read = records(run.read)
  const expected = records(run.expected) || null
  const running = run.status === 'running' || (run.status === 'failed' && connection.lastSyncedAt === null)
  return { running, read, expected, text: text(LABELS[connection.crm], running, read, expected, run.problem) }
}

function text(
  crm: string,
  running: boolean,
  read: number,
  expected: number | null,
  problem: string | null,
): string {
  const records = `${read.toLocaleString('en-US')}${expected ? ` of ${expected.toLocaleString('en-US')}` : ''} records`
  if (problem !== null && running)
    return `First sync of ${crm}: ${problem} It will be tried again. ${records}`
  return running
    ? `First sync of ${crm}: ${records}`
    : `${crm}: synced ${read.toLocaleString('en-US')} records`
}

/** Stages and owners are read too, but nobody waits for them and nobody said how many to expect. */
const records = (counts: Record<string, number>): number => (counts['deal'] ?? 0) + (counts['account'] ?? 0)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
