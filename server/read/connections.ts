import { sql } from 'kysely'
import type { CrmKind, CrmName } from '../../connectors/crm-kind.port.ts'
import type { ConnectionList } from '../../shared/contract/console-api.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import { PAYMENT_OBJECTS } from '../../shared/crm/crm-payment.ts'
import type { CrmWords, WordCrm } from '../crm-words.ts'
import { type CardKey, cardKeysOf, currentKey, pendingKey } from '../db/card-key-store.ts'
import { type Connection, allConnections } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { countDetails } from '../db/detail-store.ts'
import { listeningTo } from '../db/listener-store.ts'
import { type SyncRun, latestRuns, problemsOf } from '../db/sync-store.ts'
import { dealFieldViews } from './deal-field-views.ts'
import { maySeePayments } from '../workflows/sync-payments.ts'

const SHOWN_RUNS = 10
type ConnectionView = ConnectionList['connections'][number]

/** Every connection with the state of its mirror: how much, how fresh, what is wrong and who can mend it. */
export async function readConnections(
  tx: WorkspaceTx,
  wordCrm: WordCrm,
  offered: Readonly<Record<CrmName, Pick<CrmKind, 'detailKinds' | 'paymentScopes'>>>,
): Promise<ConnectionList> {
  const connections: ConnectionView[] = []
  for (const connection of await allConnections(tx)) {
    const runs = await latestRuns(tx, connection.id, SHOWN_RUNS)
    const held = await mirrorCounts(tx, connection.id)
    const words = wordCrm(connection)
    const keys = await cardKeysOf(tx, connection.id)
    connections.push({
      id: connection.id,
      crm: connection.crm,
      name: connection.name,
      externalAccountId: connection.externalAccountId,
      status: connection.status,
      problem: connectionProblem(connection, words, runs[0], keys),
      reconnectUrl: connection.status === 'connected' ? null : words.reconnectUrl,
      dealCount: Number(held.deals),
      accountCount: Number(held.accounts),
      unusableAmountCount: Number(held.unusable),
      waitingWebhooks: Number(held.waiting),
      listening: await listeningView(tx, connection),
      lastSyncedAt: held.last_synced_at?.toISOString() ?? null,
      dailyCalls: lastDailyCalls(runs),
      dealFields: await dealFieldViews(tx, connection),
      details: await detailViews(tx, connection, offered[connection.crm].detailKinds),
      customerPayments: await paymentsView(tx, connection, words, offered[connection.crm].paymentScopes),
      runs: runs.map(runView),
    })
  }
  return { connections }
}

async function detailViews(
  tx: WorkspaceTx,
  { id, detailKinds }: Connection,
  offered: readonly DetailKind[],
): Promise<ConnectionView['details']> {
  const problems = await problemsOf(tx, id, detailKinds)
  const views: ConnectionView['details'] = []
  for (const kind of offered) {
    const on = detailKinds.includes(kind)
    const count = on ? await countDetails(tx, id, kind) : 0
    views.push({ kind, on, count, problem: on ? (problems.get(kind) ?? null) : null })
  }
  return views
}

async function paymentsView(
  tx: WorkspaceTx,
  { id, scopes }: Connection,
  { reconnectUrl }: CrmWords,
  needed: readonly string[],
): Promise<ConnectionView['customerPayments']> {
  if (needed.length === 0) return null
  const granted = maySeePayments(scopes, needed)
  const problems = granted ? await problemsOf(tx, id, PAYMENT_OBJECTS) : new Map<string, string>()
  return { granted, grantUrl: granted ? null : reconnectUrl, problems: [...problems.values()] }
}

async function listeningView(tx: WorkspaceTx, connection: Connection): Promise<ConnectionView['listening']> {
  const state = connection.status === 'connected' ? await listeningTo(tx, connection.id) : undefined
  return state ? { since: state.since?.toISOString() ?? null, because: state.problem } : null
}

export interface MirrorCounts {
  deals: bigint
  accounts: bigint
  unusable: bigint
  waiting: bigint
  last_synced_at: Date | null
}

export async function mirrorCounts(tx: WorkspaceTx, connectionId: string): Promise<MirrorCounts> {
  const { rows } = await sql<MirrorCounts>`
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

/** What is wrong with a connection and who can mend it; null when nothing is. */
export function connectionProblem(
  connection: Connection,
  { label: crm }: CrmWords,
  lastRun: SyncRun | undefined,
  keys: readonly CardKey[],
): string | null {
  switch (connection.status) {
    case 'reconnect':
      return `${crm} no longer lets us in. Deals and partners are shown as they were last known. An admin of the ${crm} account can reconnect it; nothing is lost. (${connection.statusReason ?? 'No reason was given.'})`
    case 'disconnected':
      return `This ${crm} account was disconnected. An admin of it can connect it again.`
    case 'connected':
      return keyProblem(crm, keys) ?? runProblem(lastRun)
  }
}

/** While an older key is good, cards still work: a delivery that failed then is tried again and nobody's concern. */
function keyProblem(crm: string, keys: readonly CardKey[]): string | null {
  const problem = currentKey(keys) ? null : pendingKey(keys)?.problem
  if (!problem) return null
  return `The cards in ${crm} do not work yet, because they have no key to sign with. ${problem} It is tried again every half hour.`
}

function runProblem(lastRun: SyncRun | undefined): string | null {
  const problem = lastRun?.problem ?? 'no reason was recorded'
  if (lastRun?.status === 'failed') return `The last sync did not finish: ${problem}`
  return lastRun?.status === 'paused' ? `Syncing pauses and goes on by itself: ${problem}` : null
}

/** What the CRM last said, in the latest run in which it said anything. */
export function lastDailyCalls(runs: readonly SyncRun[]): SyncRun['dailyCalls'] {
  return runs.find(({ dailyCalls }) => dailyCalls !== null)?.dailyCalls ?? null
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
