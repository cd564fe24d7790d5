import type { Crm } from '../../connectors/crm.port.ts'
import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type Counts, type SyncedKind, type SyncState, lockMirror, noteProgress } from '../db/sync-store.ts'

export type SyncDependencies = Pick<Context, 'db' | 'clock' | 'metrics'>

/** A sync that was asked to stop, by the process that ends or by the failure of its other half. What is stored stays. */
export class SyncStopped extends Error {}

/** Somebody else took this run for dead and went on with it. */
export class SyncSuperseded extends Error {}

/** One run in progress: its numbers, and the one way in which it may write. */
export class SyncRunInProgress {
  readonly id: string
  readonly kind: 'full' | 'incremental'
  readonly workspaceId: string
  readonly connectionId: string
  readonly crm: Crm
  readonly signal: AbortSignal
  readonly read: Counts
  readonly written: Counts
  readonly expected: Counts
  readonly #deps: SyncDependencies

  constructor(
    deps: SyncDependencies,
    run: {
      id: string
      kind: 'full' | 'incremental'
      workspaceId: string
      connectionId: string
      crm: Crm
      signal: AbortSignal
      /** What an earlier run of the same listing has done. */
      carried: { read: Counts; written: Counts; expected: Counts }
    },
  ) {
    this.#deps = deps
    this.id = run.id
    this.kind = run.kind
    this.workspaceId = run.workspaceId
    this.connectionId = run.connectionId
    this.crm = run.crm
    this.signal = run.signal
    this.read = { ...run.carried.read }
    this.written = { ...run.carried.written }
    this.expected = { ...run.carried.expected }
  }

  /**
   * Writes to the mirror of one kind of record: under its lock, with the run's numbers in the same transaction, and
   * undone as a whole when the run was superseded.
   */
  async write(
    object: SyncedKind,
    recordsRead: number,
    work: (tx: WorkspaceTx, state: SyncState, now: Date) => Promise<number>,
  ): Promise<void> {
    if (this.signal.aborted) throw new SyncStopped('asked to stop')
    const { db, clock, metrics } = this.#deps
    const read = (this.read[object] ?? 0) + recordsRead
    const rows = await db.inWorkspace(this.workspaceId, async (tx) => {
      const state = await lockMirror(tx, this.connectionId, object)
      const rows = await work(tx, state, clock.now())
      const live = await noteProgress(tx, this.id, {
        recordsRead: { [object]: read },
        rowsWritten: { [object]: (this.written[object] ?? 0) + rows },
        recordsExpected: this.expected,
        apiCalls: { ...this.crm.calls },
        dailyCalls: this.crm.dailyCalls,
      })
      if (!live) throw new SyncSuperseded('another run went on with this one')
      return rows
    })
    this.read[object] = read
    this.written[object] = (this.written[object] ?? 0) + rows
    metrics.syncRows.inc({ object, outcome: 'written' }, rows)
    metrics.syncRows.inc({ object, outcome: 'unchanged' }, Math.max(0, recordsRead - rows))
  }
}
