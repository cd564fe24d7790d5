import { CrmError, type ChangeHint } from '../../connectors/crm.port.ts'
import type { CrmName } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../context.ts'
import { connectedAccounts } from '../db/connection-store.ts'
import {
  giveUpListener,
  type HeldListener,
  moveListener,
  noteListening,
  takeListeners,
} from '../db/listener-store.ts'
import { takeHints } from '../workflows/take-hints.ts'

type Dependencies = Pick<Context, 'config' | 'db' | 'logger' | 'metrics' | 'crmKinds' | 'crmFor' | 'newId'>

const LOOKS_PER_LEASE = 4
const AFTER_FAILURE_MS = 60_000
/** The account does not offer it: normal, and seldom changed. */
const WHERE_NOT_OFFERED_MS = 3_600_000

/**
 * Listens to the connected accounts whose CRM tells of changes while somebody listens. Any number of processes may do so: a
 * lease on a row per connection makes one of them the listener, until it stops, dies or says nothing any more. What is
 * heard goes the way of webhooks. It only spares waiting for the next poll, which stays the truth.
 */
export function startListening(deps: Dependencies): { stop(): Promise<void> } {
  const holder = deps.newId()
  const listeners = new Map<string, Listener>()
  let stopped = false
  let looking: Promise<void> = Promise.resolve()

  function look(): void {
    looking = looking.then(lookOnce).catch((error: unknown) => {
      deps.logger.warn(
        { err: error },
        'could not look for connections to listen to, the next look tries again',
      )
    })
  }

  /** One at a time: it alone takes, renews and gives up. */
  async function lookOnce(): Promise<void> {
    for (const [connectionId, { outcome }] of listeners) {
      if (!outcome) continue
      await deps.db.inSystem((tx) => giveUpListener(tx, connectionId, holder, outcome))
      listeners.delete(connectionId)
    }
    if (stopped) return
    const accounts = await deps.db.inSystem((tx) => connectedAccounts(tx))
    const wanted = accounts.filter(({ crm }) => deps.crmKinds[crm].listens)
    const { jobLeaseMs } = deps.config
    const held = await deps.db.inSystem((tx) => takeListeners(tx, wanted, holder, jobLeaseMs))
    for (const [connectionId, listener] of listeners) {
      if (!listener.newlyReady) continue
      listener.newlyReady = false
      await deps.db.inSystem((tx) => noteListening(tx, connectionId, holder))
    }
    const crmOf = new Map(wanted.map(({ connectionId, crm }) => [connectionId, crm]))
    const ours = new Set(held.map(({ connectionId }) => connectionId))
    for (const [connectionId, listener] of listeners) if (!ours.has(connectionId)) listener.stop()
    for (const each of held) {
      const crm = crmOf.get(each.connectionId)
      if (crm && !listeners.has(each.connectionId)) {
        listeners.set(each.connectionId, listenTo(deps, { ...each, crm, holder }, look))
      }
    }
  }

  look()
  const timer = setInterval(look, deps.config.jobLeaseMs / LOOKS_PER_LEASE)
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
      for (const listener of listeners.values()) listener.stop()
      await Promise.all([...listeners.values()].map(({ ended }) => ended))
      // Others take over at once rather than after the lease.
      look()
      await looking
    },
  }
}

interface Outcome {
  lookAgainMs: number
  problem?: string | undefined
}

interface Listener {
  stop(): void
  /** The CRM has agreed to tell, which nobody has noted yet. */
  newlyReady: boolean
  ended: Promise<void>
  /** Set when it has ended. */
  outcome: Outcome | undefined
}

/** Calls `onNews` when it is ready and when it has ended. */
function listenTo(
  deps: Dependencies,
  listened: HeldListener & { crm: CrmName; holder: string },
  onNews: () => void,
): Listener {
  const stopping = new AbortController()
  const onReady = () => {
    listener.newlyReady = true
    onNews()
  }
  const listener: Listener = {
    stop: () => stopping.abort(),
    newlyReady: false,
    outcome: undefined,
    ended: listen(deps, listened, stopping.signal, onReady)
      .then(
        (): Outcome => ({ lookAgainMs: stopping.signal.aborted ? 0 : AFTER_FAILURE_MS }),
        (error: unknown) => outcomeOf(deps, listened, error),
      )
      .then((outcome) => {
        listener.outcome = outcome
        onNews()
      }),
  }
  return listener
}

async function listen(
  deps: Dependencies,
  listened: HeldListener & { crm: CrmName; holder: string },
  signal: AbortSignal,
  onReady: () => void,
): Promise<void> {
  const { workspaceId, connectionId, resume } = listened
  const crm = await deps.crmFor(workspaceId, connectionId)
  if (!crm.listen) throw new CrmError('forbidden', 'This CRM tells of no changes.')
  await crm.listen({
    signal,
    resume,
    onReady,
    onHints: (hints, reached) => keep(deps, listened, hints, reached),
  })
}

async function keep(
  { db, metrics, newId }: Dependencies,
  { workspaceId, connectionId, crm, holder }: HeldListener & { crm: CrmName; holder: string },
  hints: readonly ChangeHint[],
  reached: string,
): Promise<void> {
  const stored = await db.inWorkspace(workspaceId, async (tx) => {
    if (!(await moveListener(tx, connectionId, holder, reached))) throw new TakenOver()
    return takeHints(tx, connectionId, hints, newId)
  })
  metrics.webhookEvents.inc({ crm, outcome: 'stored' }, stored)
  metrics.webhookEvents.inc({ crm, outcome: 'repeated' }, hints.length - stored)
}

/** This process was silent for longer than its lease. */
class TakenOver extends Error {}

function outcomeOf({ logger }: Dependencies, listened: HeldListener, error: unknown): Outcome {
  if (error instanceof TakenOver) return { lookAgainMs: 0 }
  const code = error instanceof CrmError ? error.code : undefined
  // The connection says so itself, and asks for a person.
  if (code === 'revoked') return { lookAgainMs: AFTER_FAILURE_MS }
  const notOffered = code === 'forbidden'
  const problem = error instanceof Error ? error.message : String(error)
  if (problem !== listened.problem) {
    const details = { err: error, connectionId: listened.connectionId }
    if (notOffered) logger.info(details, 'the account does not tell of changes, they are looked up instead')
    else logger.warn(details, 'listening to changes broke off, they are looked up meanwhile')
  }
  return { lookAgainMs: notOffered ? WHERE_NOT_OFFERED_MS : AFTER_FAILURE_MS, problem }
}
