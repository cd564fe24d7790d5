import { CrmError } from '../../connectors/crm.port.ts'
import type { Context } from '../context.ts'
import { mustReconnect } from '../connect-crm.ts'
import { lockConnection, markReconnect } from '../db/connection-store.ts'
import { replaceExchangeRates } from '../db/exchange-rate-store.ts'
import { replaceStages, upsertOwners } from '../db/stage-store.ts'
import {
  type Counts,
  type RunEnd,
  type SyncRun,
  endDeadRuns,
  endRun,
  insertRun,
  latestRuns,
  liveRunUntil,
  lockMirror,
  noteProgress,
  ownersAreFresh,
  ratesAreFresh,
  runLeaseMs,
} from '../db/sync-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { pausedForMs } from './paused.ts'
import { redriveForConnection } from './redrive-for-rates.ts'
import { syncDetails } from './sync-details.ts'
import { syncFull } from './sync-full.ts'
import { syncIncremental } from './sync-incremental.ts'
import { syncedAccounts, syncedDeals } from './sync-object.ts'
import { syncPayments } from './sync-payments.ts'
import { SyncRunInProgress, SyncStopped, SyncSuperseded } from './sync-run.ts'

/** Another run of this connection is alive; it will have ended, or lapsed, by `until`. */
export class SyncBusy extends Error {
  readonly until: Date

  constructor(until: Date) {
    super('this connection is being synced already')
    this.until = until
  }
}

export interface SyncSummary {
  runId: string
  kind: SyncRun['kind']
  records: Counts
  rowsWritten: Counts
  apiCalls: Counts
}

/** As many change what a planner should believe of the tables. */
const MANY_ROWS = 1_000

type Dependencies = Pick<Context, 'config' | 'db' | 'clock' | 'metrics' | 'newId' | 'crmFor'>

/**
 * Brings the mirror of one connection up to date: by what changed since the last look, or, when asked or when
 * there has been no whole listing yet, by listing everything. One run per connection at a time; throws `SyncBusy` beside
 * another one. A listing that was cut short is continued, whatever was asked. A CRM that lets us call no further for a while
 * pauses the run (see `pausedForMs`), and the error says for how long.
 */
export async function syncConnection(
  deps: Dependencies,
  request: { workspaceId: string; connectionId: string; full: boolean; signal: AbortSignal },
): Promise<SyncSummary> {
  const { db, clock } = deps
  const { workspaceId, connectionId } = request
  const leaseMs = runLeaseMs(deps.config)
  const runId = deps.newId()
  const crm = await deps.crmFor(workspaceId, connectionId)
  const begun = await db.inWorkspace(workspaceId, (tx) =>
    beginRun(tx, { runId, connectionId, full: request.full, leaseMs, now: clock.now() }),
  )
  const halves = new AbortController()
  const run = new SyncRunInProgress(deps, {
    id: runId,
    kind: begun.kind,
    workspaceId,
    connectionId,
    crm,
    signal: AbortSignal.any([request.signal, halves.signal]),
    carried: begun.carried,
  })
  const end = (how: Pick<RunEnd, 'status' | 'problem'>) =>
    db.inWorkspace(workspaceId, (tx) =>
      endRun(tx, runId, { ...how, apiCalls: { ...crm.calls }, dailyCalls: crm.dailyCalls }, clock.now()),
    )
  const heartbeat = setInterval(() => {
    const soFar = { apiCalls: { ...crm.calls }, dailyCalls: crm.dailyCalls }
    db.inWorkspace(workspaceId, (tx) => noteProgress(tx, runId, soFar)).catch(() => undefined)
  }, leaseMs / 3)
  try {
    await syncSurroundings(deps, run, begun.kind)
    if (begun.kind === 'full') {
      await together(halves, [() => syncFull(db, run, syncedDeals), () => syncFull(db, run, syncedAccounts)])
    }
    // After a listing too: what was changed behind its back is mirrored when the run ends, not at the next one.
    await together(halves, [
      () => syncIncremental(db, run, syncedDeals),
      () => syncIncremental(db, run, syncedAccounts),
    ])
    await syncDetails(db, run, begun.kind === 'full')
    // After the deals that it is for: what waits for none need not wait.
    await syncPayments(deps, run, begun.kind === 'full')
    await end({ status: 'done', problem: null })
  } catch (error) {
    // A new token was tried by then, and refused too: another try would spend another one. A person has to look.
    if (error instanceof CrmError && error.code === 'unauthorized') {
      const { message } = error
      await db.inWorkspace(workspaceId, (tx) => markReconnect(tx, connectionId, message, new Date()))
    }
    await end({ status: pausedForMs(error) === undefined ? 'failed' : 'paused', problem: problemOf(error) })
    throw error
  } finally {
    clearInterval(heartbeat)
  }
  const written = Object.values(run.written).reduce((sum, rows) => sum + rows, 0)
  if (written >= MANY_ROWS) await db.analyze()
  return { runId, kind: begun.kind, records: run.read, rowsWritten: run.written, apiCalls: { ...crm.calls } }
}

interface Begun {
  kind: SyncRun['kind']
  carried: { read: Counts; written: Counts; expected: Counts }
}

async function beginRun(
  tx: WorkspaceTx,
  asked: { runId: string; connectionId: string; full: boolean; leaseMs: number; now: Date },
): Promise<Begun> {
  const { runId, connectionId, full, leaseMs, now } = asked
  const connection = await lockConnection(tx, connectionId)
  if (!connection) throw new Error(`there is no connection ${connectionId} in this workspace`)
  if (connection.status !== 'connected') throw mustReconnect(connection)
  const busyUntil = await liveRunUntil(tx, connectionId, leaseMs)
  if (busyUntil) throw new SyncBusy(busyUntil)
  await endDeadRuns(tx, connectionId, now)
  const states = [await lockMirror(tx, connectionId, 'deal'), await lockMirror(tx, connectionId, 'account')]
  const unfinished = states.some((state) => state.resumeRun !== null)
  const kind =
    full || unfinished || states.some((state) => state.changedSince === null) ? 'full' : 'incremental'
  const [last] = unfinished ? await latestRuns(tx, connectionId, 1) : []
  const carried = {
    read: last?.recordsRead ?? {},
    written: last?.rowsWritten ?? {},
    expected: last?.recordsExpected ?? {},
  }
  await insertRun(tx, {
    id: runId,
    connectionId,
    kind,
    startedAt: now,
    recordsRead: carried.read,
    recordsExpected: carried.expected,
    rowsWritten: carried.written,
  })
  return { kind, carried }
}

/** Stages every time (one call; deals are read by them), owners now and then, exchange rates once a day. */
async function syncSurroundings(
  deps: Dependencies,
  run: SyncRunInProgress,
  kind: SyncRun['kind'],
): Promise<void> {
  const { workspaceId, connectionId, crm } = run
  const fresh =
    kind === 'incremental' &&
    (await deps.db.inWorkspace(workspaceId, (tx) => ownersAreFresh(tx, connectionId)))
  const stages = await crm.stages()
  const owners = fresh ? undefined : await crm.owners()
  const ratesFresh = await deps.db.inWorkspace(workspaceId, (tx) => ratesAreFresh(tx, connectionId))
  // Costs a call where there are several currencies, and none elsewhere.
  const rates = ratesFresh ? null : await crm.datedRates()
  run.read['stage'] = stages.length
  if (owners) run.read['owner'] = owners.length
  if (rates) run.read['exchange_rate'] = rates.rates.length
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    await replaceStages(tx, connectionId, stages)
    if (owners) await upsertOwners(tx, connectionId, owners)
    if (rates && (await replaceExchangeRates(tx, connectionId, rates)) > 0) {
      await redriveForConnection(tx, connectionId)
    }
    const live = await noteProgress(tx, run.id, {
      recordsRead: {
        stage: stages.length,
        ...(owners ? { owner: owners.length } : {}),
        ...(rates ? { exchange_rate: rates.rates.length } : {}),
      },
    })
    if (!live) throw new SyncSuperseded('another run went on with this one')
  })
}

/** Both at once. When one fails the other stops at its next page; nothing is left running behind the caller. */
async function together(halves: AbortController, works: readonly (() => Promise<void>)[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    works.map((work) =>
      work().catch((error: unknown) => {
        halves.abort()
        throw error
      }),
    ),
  )
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  )
  const cause = failures.find((failure) => !(failure instanceof SyncStopped)) ?? failures[0]
  if (cause) throw cause
}

function problemOf(error: unknown): string {
  if (error instanceof SyncStopped) return 'Stopped; the next run goes on from there.'
  if (error instanceof CrmError) return error.message
  return 'Failed for a reason of our own; the log has it.'
}
