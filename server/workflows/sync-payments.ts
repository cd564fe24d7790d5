import { CrmError, type CustomerPayments } from '../../connectors/crm.port.ts'
import { PAYMENT_OBJECTS, type CrmPayment, type PaymentObject } from '../../shared/crm/crm-payment.ts'
import type { Context } from '../context.ts'
import { type Connection, findConnection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockMirror, saveSyncState, type SyncState } from '../db/sync-store.ts'
import { inBatches } from './sync-batches.ts'
import { nextLook } from './sync-incremental.ts'
import type { SyncRunInProgress } from './sync-run.ts'
import { takeCrmPayments } from './take-crm-payments.ts'

type Dependencies = Pick<Context, 'db' | 'newId'>

/** Whether an account lets us see what its customers paid. */
export const maySeePayments = (scopes: readonly string[], needed: readonly string[]): boolean =>
  needed.length > 0 && needed.every((scope) => scopes.includes(scope))

/**
 * Takes what a CRM account shows of customers' payments and invoices, where it granted that: everything at first and when
 * everything is read, else what was changed since. Without the grant it is not asked for anything. An object that it refuses to
 * show says so and holds up nothing else.
 */
export async function syncPayments(deps: Dependencies, run: SyncRunInProgress, full: boolean): Promise<void> {
  const payments = run.crm.customerPayments
  if (!payments) return
  const connection = await deps.db.inWorkspace(run.workspaceId, (tx) => findConnection(tx, run.connectionId))
  if (!connection || !maySeePayments(connection.scopes, payments.scopes)) return
  for (const object of PAYMENT_OBJECTS) {
    try {
      await new ObjectSync(deps, run, connection, payments, object).run(full)
    } catch (error) {
      if (!(error instanceof CrmError && (error.code === 'forbidden' || error.code === 'rejected')))
        throw error
      const { message: problem } = error
      await run.write(object, 0, async (tx) => {
        await saveSyncState(tx, run.connectionId, object, { problem })
        return 0
      })
    }
  }
}

const NOT_COUNTED = 'Not counted: '
const NAMED = 3

/** One object of one run. */
class ObjectSync {
  readonly #deps: Dependencies
  readonly #run: SyncRunInProgress
  readonly #connection: Connection
  readonly #payments: CustomerPayments
  readonly #object: PaymentObject
  readonly #problems: string[] = []

  constructor(
    deps: Dependencies,
    run: SyncRunInProgress,
    connection: Connection,
    payments: CustomerPayments,
    object: PaymentObject,
  ) {
    this.#deps = deps
    this.#run = run
    this.#connection = connection
    this.#payments = payments
    this.#object = object
  }

  async run(full: boolean): Promise<void> {
    const { workspaceId, connectionId } = this.#run
    const state = await this.#deps.db.inWorkspace(workspaceId, (tx) =>
      lockMirror(tx, connectionId, this.#object),
    )
    if (full || state.changedSince === null || state.resumeRun !== null) return this.#list(state)
    return this.#readChanges(state.changedSince)
  }

  async #list(begun: SyncState): Promise<void> {
    const run = this.#run
    const resume = begun.resumeRun === null ? undefined : (begun.resumeAfter ?? undefined)
    if (resume === undefined) run.read[this.#object] = 0
    let first = resume === undefined
    for await (const batch of inBatches(this.#payments.all(this.#object, resume))) {
      if (batch.total !== undefined) run.expected[this.#object] = batch.total
      const begins = first
      await run.write(this.#object, batch.records.length, async (tx, _state, now) => {
        const taken = await this.#take(tx, now, batch.records)
        await this.#save(tx, {
          resumeRun: run.id,
          resumeAfter: batch.resume,
          ...(begins ? { listingStartedAt: batch.answeredAt } : {}),
        })
        return taken
      })
      first = false
    }
    await run.write(this.#object, 0, async (tx, state) => {
      await this.#save(tx, {
        changedSince: state.listingStartedAt,
        resumeRun: null,
        resumeAfter: null,
        problem: this.#problem(),
      })
      return 0
    })
  }

  async #readChanges(since: Date): Promise<void> {
    let beganAt: Date | undefined
    for await (const batch of inBatches(this.#payments.changed(this.#object, since))) {
      beganAt ??= batch.answeredAt
      if (batch.records.length === 0) continue
      await this.#run.write(this.#object, batch.records.length, (tx, _state, now) =>
        this.#take(tx, now, batch.records),
      )
    }
    await this.#run.write(this.#object, 0, async (tx, state) => {
      // What could not be counted stays said until everything is read again: changes do not show it.
      const before = state.problem?.startsWith(NOT_COUNTED) ? state.problem : null
      await this.#save(tx, {
        changedSince: nextLook(state, beganAt),
        problem: this.#problem() ?? before,
      })
      return 0
    })
  }

  async #take(tx: WorkspaceTx, now: Date, records: readonly CrmPayment[]): Promise<number> {
    const moment = { now, newId: this.#deps.newId }
    const { taken, problems } = await takeCrmPayments(tx, moment, this.#connection, records)
    this.#problems.push(...problems)
    return taken
  }

  #save(tx: WorkspaceTx, changes: Partial<SyncState>): Promise<void> {
    return saveSyncState(tx, this.#run.connectionId, this.#object, changes)
  }

  #problem(): string | null {
    if (this.#problems.length === 0) return null
    const named = this.#problems.slice(0, NAMED).join('; ')
    const others = this.#problems.length - NAMED
    return `${NOT_COUNTED}${named}${others > 0 ? ` and ${others} more` : ''}.`
  }
}
