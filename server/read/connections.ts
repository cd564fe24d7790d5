import { sql } from 'kysely'
import type { ConnectionList } from '../../shared/contract/console-api.ts'
import { type Connection, allConnections } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type SyncRun, latestRuns } from '../db/sync-store.ts'

const SHOWN_RUNS = 10
const CRM_NAMES = { hubspot: 'HubSpot', salesforce: 'Salesforce' }
type ConnectionView = ConnectionList['connections'][number]

/** Every connection with the state of its mirror: how much, how fresh, what is wrong and who can mend it. */
export async function readConnections(tx: WorkspaceTx, publicUrl: string): Promise<ConnectionList> {
  const connections: ConnectionView[] = []
  for (const connection of await allConnections(tx)) {
    const runs = await latestRuns(tx, connection.id, SHOWN_RUNS)
    const held = await counts(tx, connection.id)
    connections.push({
      id: connection.id,
      crm: connection.crm,
      name: connection.name,
      externalAccountId: connection.externalAccountId,
      status: connection.status,
      problem: problemOf(connection, runs[0]),
      reconnectUrl:
        connection.status !== 'connected' && connection.crm === 'hubspot'
          ? `${publicUrl}/oauth/hubspot/start`
          : null,
      dealCount: Number(held.deals),
      accountCount: Number(held.accounts),
      unusableAmountCount: Number(held.unusable),
      waitingWebhooks: Number(held.waiting),
      lastSyncedAt: held.last_synced_at?.toISOString() ?? null,
      runs: runs.map(runView),
    })
  }
  return { connections }
}

interface Held {
  deals: bigint
  accounts: bigint
  unusable: bigint
  waiting: bigint
  last_synced_at: Date | null
}

async function counts(tx: WorkspaceTx, connectionId: string): Promise<Held> {
  const { rows } = await sql<Held>`
    select
      (select count(*) from deal where connection_id = ${connectionId}::uuid and state = 'active') as deals,
      (select count(*) from deal where connection_id = ${connectionId}::uuid and state = 'active'
        and amount_problem is not null) as unusable,
      (select count(*) from account where connection_id = ${connectionId}::uuid and state = 'active') as accounts,
      (select count(*) from webhook_inbox where connection_id = ${connectionId}::uuid and processed_at is null) as waiting,
      (select max(finished_at) from sync_run where connection_id = ${connectionId}::uuid and status = 'done')
        as last_synced_at`.execute(tx.db)
  const [held] = rows
  if (!held) throw new Error('a select of counts gave no row')
  return held
}

function problemOf(connection: Connection, lastRun: SyncRun | undefined): string | null {
  const crm = CRM_NAMES[connection.crm]
  switch (connection.status) {
    case 'reconnect':
      return `${crm} no longer lets us in. Deals and partners are shown as they were last known. An admin of the ${crm} account can reconnect it; nothing is lost. (${connection.statusReason ?? 'No reason was given.'})`
    case 'disconnected':
      return `This ${crm} account was disconnected. An admin of it can connect it again.`
    case 'connected':
      return lastRun?.status === 'failed'
        ? `The last sync did not finish: ${lastRun.problem ?? 'no reason was recorded'}`
        : null
  }
}

function runView(run: SyncRun): ConnectionView['runs'][number] {
  return {
    id: run.id,
    kind: run.kind,
    status: run.status,
    read: run.recordsRead,
    expected: run.recordsExpected,
    written: run.rowsWritten,
    apiCalls: run.apiCalls,
    problem: run.problem,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  }
}
