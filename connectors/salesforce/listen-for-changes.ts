import { z } from 'zod'
import type { CrmCredentials } from '../crm-kind.port.ts'
import { type ChangeHint, CrmError, type Listening } from '../crm.port.ts'
import { ACCOUNT_CHANNEL, DEAL_CHANNEL, readChangeEvent } from './change-event.ts'
import { CometdSession, type HeardEvent, SessionOver } from './cometd-session.ts'
import { GuardedHttp } from './guarded-http.ts'
import type { TrustedOrigin } from './instance-url.ts'
import { backoffMs } from './retry.ts'
import type { Timing } from './timing.ts'

export interface ListenerOptions {
  instance: TrustedOrigin
  credentials: CrmCredentials
  quietMs?: number
  timing: Timing
  random: () => number
  onCall?: (kind: string, status: string) => void
}

const CHANNELS = [DEAL_CHANNEL, ACCOUNT_CHANNEL]
/** Salesforce answers a waiting client within 110 seconds, with nothing if nothing happened. */
const POLL_TIMEOUT_MS = 130_000
/** CometD is known to stall while it goes on answering: https://help.salesforce.com/s/articleView?id=005321562 */
const QUIET_MS = 15 * 60_000
const SESSIONS_THAT_BREAK = 4
/** A session that lived so long had nothing to do with what went wrong before it. */
const LONG_LIFE_MS = 60_000
/** Between two answers that came at once and empty. */
const PAUSE_MS = 1_000

/** Channel → replay id of the last event that was kept. */
type Position = Map<string, string>
const position = z.record(z.string(), z.string().regex(/^\d+$/))

/**
 * Change Data Capture as a wake-up, over as many CometD sessions as it takes: the next begins when one breaks, its token ends or
 * nothing was heard for a while, behind the last event that was kept. Ends as `Crm.listen` says.
 */
export async function listenForChanges(options: ListenerOptions, listening: Listening): Promise<void> {
  const { timing, credentials } = options
  const { signal } = listening
  const heard = readPosition(listening.resume)
  let token = await credentials.accessToken()
  let broken = 0
  let replaced = false
  while (!signal.aborted) {
    const begunAt = timing.now()
    try {
      await oneSession(options, listening, token, heard)
      broken = 0
    } catch (error) {
      if (signal.aborted) return
      if (timing.now() - begunAt > LONG_LIFE_MS) {
        broken = 0
        replaced = false
      }
      const over = error instanceof SessionOver ? error : undefined
      options.onCall?.('listen', over?.why ?? 'failed')
      if (!over) throw error
      if (over.why === 'refused') throw notOffered(over)
      if (over.why === 'token') {
        if (replaced)
          throw new CrmError('unauthorized', `Salesforce accepts no token for events: ${over.message}`)
        replaced = true
        token = await credentials.replace(token)
        continue
      }
      if (++broken >= SESSIONS_THAT_BREAK) {
        throw new CrmError('unavailable', `Salesforce broke off telling of changes: ${over.message}`, {
          cause: over,
        })
      }
      await Promise.race([timing.sleep(backoffMs(broken, options.random)), aborted(signal)])
    }
  }
}

/** Until it is quiet for too long; throws `SessionOver` when it ends in another way. */
async function oneSession(
  { instance, quietMs = QUIET_MS, timing, onCall }: ListenerOptions,
  listening: Listening,
  token: string,
  heard: Position,
): Promise<void> {
  const quiet = new AbortController()
  const signal = AbortSignal.any([listening.signal, quiet.signal])
  const session = new CometdSession(
    new GuardedHttp(instance, POLL_TIMEOUT_MS),
    instance.origin,
    token,
    signal,
  )
  const endQuiet = () => setTimeout(() => quiet.abort(), quietMs).unref()
  let timer = endQuiet()
  try {
    await session.handshake()
    await subscribe(session, heard)
    onCall?.('listen', 'ready')
    listening.onReady()
    while (!listening.signal.aborted) {
      const askedAt = timing.now()
      const events = await session.connect()
      if (events.length > 0) {
        clearTimeout(timer)
        await pass(events, heard, listening)
        timer = endQuiet()
      } else if (timing.now() - askedAt < PAUSE_MS) {
        await Promise.race([timing.sleep(PAUSE_MS), aborted(signal)])
      }
    }
  } catch (error) {
    if (!quiet.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
    await session.end()
  }
}

/** On both channels, or on the one that there is. */
async function subscribe(session: CometdSession, heard: Position): Promise<void> {
  const problems: string[] = []
  for (const channel of CHANNELS) {
    let problem = await session.subscribe(channel, heard.get(channel) ?? '-1')
    if (problem !== undefined && heard.has(channel) && /replay/i.test(problem)) {
      // Events are kept for three days. What was missed is for whoever looks at everything that changed.
      heard.delete(channel)
      problem = await session.subscribe(channel, '-1')
    }
    if (problem !== undefined) problems.push(problem)
  }
  if (problems.length === CHANNELS.length) throw new SessionOver('refused', problems[0] ?? '')
}

async function pass(
  events: readonly HeardEvent[],
  heard: Position,
  { onHints }: Pick<Listening, 'onHints'>,
): Promise<void> {
  const reached = new Map(heard)
  const hints: ChangeHint[] = []
  for (const { channel, data } of events) {
    if (!CHANNELS.includes(channel)) continue
    const { replayId, hint } = readChangeEvent(channel, data)
    reached.set(channel, replayId)
    if (hint) hints.push(hint)
  }
  if (hints.length > 0) await onHints(hints, JSON.stringify(Object.fromEntries(reached)))
  for (const [channel, replayId] of reached) heard.set(channel, replayId)
}

function readPosition(resume: string | null): Position {
  if (resume === null) return new Map()
  return new Map(Object.entries(position.parse(JSON.parse(resume))))
}

function notOffered(over: SessionOver): CrmError {
  return new CrmError(
    'forbidden',
    `Salesforce does not tell us at once what changes (${over.message}). If it is to, a Salesforce admin selects Opportunity and Account ` +
      'in Setup under Change Data Capture, and gives the connected user View All Records on both.',
    { cause: over },
  )
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
