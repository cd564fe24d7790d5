import { pausesAt } from '../../connectors/crm.port.ts'
import type { ConnectionCard } from '../../shared/contract/card-api.ts'
import { may, rolesThatMay } from '../../shared/partner/roles.ts'
import { ROLE_WORDS } from '../../shared/registration/words.ts'
import type { Actor } from '../auth/actor.ts'
import type { CrmWords } from '../crm-words.ts'
import { type CardKey, cardKeysOf, currentKey } from '../db/card-key-store.ts'
import type { Connection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type Counts, latestRuns, type SyncRun } from '../db/sync-store.ts'
import { CARD_KEY_LIFE_MS } from '../workflows/card-keys.ts'
import { connectionProblem, lastDailyCalls, mirrorCounts } from './connections.ts'

const LOOKED_AT_RUNS = 10

/** The state of the connection that a card speaks for: how much is mirrored, how fresh it is, what is wrong. */
export async function readConnectionCard(
  tx: WorkspaceTx,
  request: { actor: Actor; connection: Connection; words: CrmWords; serverUrl: string },
): Promise<ConnectionCard> {
  const { actor, connection, words } = request
  const runs = await latestRuns(tx, connection.id, LOOKED_AT_RUNS)
  const held = await mirrorCounts(tx, connection.id)
  const keys = await cardKeysOf(tx, connection.id)
  const canManage = may(actor.roles, 'manageConnections')
  const dailyCalls = lastDailyCalls(runs)
  return {
    viewer: {
      name: actor.name,
      roles: [...actor.roles],
      canManage,
      cannotManageBecause: canManage ? null : `Only ${managers()} may change the connection.`,
    },
    crm: words.label,
    accountName: connection.name,
    externalAccountId: connection.externalAccountId,
    status: statusOf(connection, runs[0]),
    problem: connectionProblem(connection, words, runs[0], keys),
    reconnectUrl: connection.status === 'connected' ? null : words.reconnectUrl,
    dealCount: Number(held.deals),
    accountCount: Number(held.accounts),
    lastSyncedAt: held.last_synced_at?.toISOString() ?? null,
    sync: runs[0] ? syncOf(runs[0]) : null,
    dailyCalls: dailyCalls && { ...dailyCalls, pausedAt: pausesAt(dailyCalls.limit) },
    cardKey: keyOf(keys),
    serverUrl: request.serverUrl,
  }
}

const managers = (): string =>
  rolesThatMay('manageConnections')
    .map((role) => ROLE_WORDS[role])
    .join(' or ')

function statusOf({ status }: Connection, lastRun: SyncRun | undefined): ConnectionCard['status'] {
  if (status === 'reconnect') return { tone: 'danger', text: 'Must be connected again' }
  if (status === 'disconnected') return { tone: 'danger', text: 'Disconnected' }
  switch (lastRun?.status) {
    case 'running':
      return { tone: 'info', text: 'Connected, syncing' }
    case 'failed':
      return { tone: 'warning', text: 'Connected, the last sync did not finish' }
    case 'paused':
      return { tone: 'warning', text: 'Connected, syncing pauses' }
    default:
      return { tone: 'success', text: 'Connected' }
  }
}

function syncOf(run: SyncRun): ConnectionCard['sync'] {
  const { kind, recordsRead, recordsExpected } = run
  const known = 'deal' in recordsExpected && 'account' in recordsExpected
  return {
    running: run.status === 'running',
    kind,
    read: records(recordsRead),
    expected: known ? records(recordsExpected) : null,
  }
}

const records = (counts: Counts): number => (counts['deal'] ?? 0) + (counts['account'] ?? 0)

function keyOf(keys: readonly CardKey[]): ConnectionCard['cardKey'] {
  const key = currentKey(keys)
  if (!key?.deliveredAt) return null
  return {
    keyId: key.keyId,
    deliveredAt: key.deliveredAt.toISOString(),
    replacedAfter: new Date(key.deliveredAt.getTime() + CARD_KEY_LIFE_MS).toISOString(),
  }
}
