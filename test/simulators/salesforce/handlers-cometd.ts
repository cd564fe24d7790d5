import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { apiVersion } from './api-version.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import { parseJson } from './parse-body.ts'
import { ok, type Answer } from './reply.ts'
import type { World } from './simulator.ts'
import { JsonNumber } from './wire-json.ts'

const message = z.object({
  channel: z.string(),
  id: z.unknown().optional(),
  clientId: z.string().optional(),
  subscription: z.union([z.string(), z.array(z.string())]).optional(),
  ext: z
    .object({ replay: z.record(z.string(), z.unknown()).optional() })
    .optional()
    .catch(undefined),
})
type Message = z.infer<typeof message>

/** Channel → the id of the last event that the client has. */
type Session = Map<string, number>

const longPollMs = 110_000

/** Change Data Capture over CometD's long polling: handshake, subscribe with replay, connect, disconnect. */
export function cometdEndpoints(world: World): Endpoint[] {
  const sessions = new Map<string, Session>()
  const path = `/cometd/${apiVersion}`
  return [path, `${path}/:meta`].map((each) => ({
    method: 'POST',
    path: each,
    kind: 'cometd',
    access: 'none', // refusals are messages, and nothing of it counts as a call of the day
    answer: (request) => answer(world, sessions, request),
  }))
}

async function answer(world: World, sessions: Map<string, Session>, request: ApiRequest): Promise<Answer> {
  const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const allowed = token !== undefined && world.installations.userOf(token) !== undefined
  const body = parseJson(request.text)
  const messages = z.array(message).parse(Array.isArray(body) ? body : [body])
  const replies: object[] = []
  for (const each of messages) {
    replies.push(...(allowed ? await one(world, sessions, each, request.signal) : [unauthenticated(each)]))
  }
  return ok(replies)
}

async function one(
  { changeEvents }: World,
  sessions: Map<string, Session>,
  asked: Message,
  signal: AbortSignal,
): Promise<object[]> {
  const { channel, clientId = '' } = asked
  const base = { channel, clientId, ...(asked.id !== undefined && { id: asked.id }) }
  if (channel === '/meta/handshake') return [handshake(sessions, asked)]
  const session = sessions.get(clientId)
  if (session === undefined)
    return [
      {
        ...base,
        successful: false,
        error: '403::Unknown client',
        advice: { reconnect: 'handshake', interval: 0 },
      },
    ]
  switch (channel) {
    case '/meta/subscribe': {
      const channels = [asked.subscription ?? []].flat()
      const unknown = channels.find((each) => !changeEvents.hasChannel(each))
      const subscription = asked.subscription ?? ''
      if (unknown !== undefined) {
        const error = `400::The channel you requested to subscribe to does not exist {${unknown}}`
        return [{ ...base, subscription, successful: false, error }]
      }
      for (const each of channels) session.set(each, startOf(asked, each, changeEvents.latest))
      return [{ ...base, subscription, successful: true }]
    }
    case '/meta/unsubscribe':
      for (const each of [asked.subscription ?? []].flat()) session.delete(each)
      return [{ ...base, subscription: asked.subscription ?? '', successful: true }]
    case '/meta/connect': {
      const waiting = (): boolean =>
        changeEvents.stalled ||
        [...session].every(([each, last]) => changeEvents.after(each, last).length === 0)
      // Without a subscription there is nothing to wait for.
      if (waiting() && session.size > 0) await changeEvents.next(longPollMs, signal)
      const events = changeEvents.stalled ? [] : take(session, changeEvents)
      const advice = { interval: 0, timeout: longPollMs, reconnect: 'retry' }
      return [...events, { ...base, successful: true, advice }]
    }
    case '/meta/disconnect':
      sessions.delete(clientId)
      return [{ ...base, successful: true }]
    default:
      return [{ ...base, successful: false, error: `404::Unknown channel ${channel}` }]
  }
}

function handshake(sessions: Map<string, Session>, asked: Message): object {
  const clientId = randomBytes(14).toString('hex')
  sessions.set(clientId, new Map())
  return {
    ext: { replay: true, 'payload.format': true },
    minimumVersion: '1.0',
    clientId,
    supportedConnectionTypes: ['long-polling'],
    channel: '/meta/handshake',
    ...(asked.id !== undefined && { id: asked.id }),
    version: '1.0',
    successful: true,
  }
}

/** -1: only what is new; -2: all that is retained; else what came after an event. */
function startOf({ ext }: Message, channel: string, latest: number): number {
  const given = ext?.replay?.[channel]
  const from = given instanceof JsonNumber ? Number(given.text) : -1
  return from === -1 ? latest : Math.max(0, from)
}

function take(session: Session, changeEvents: World['changeEvents']): object[] {
  const events = [...session].flatMap(([channel, last]) => changeEvents.after(channel, last))
  for (const { channel, replayId } of events) session.set(channel, replayId)
  return events.map(({ channel, data }) => ({ channel, data }))
}

function unauthenticated({ channel, id }: Message): object {
  return {
    ext: { sfdc: { failureReason: '401::Authentication invalid' }, replay: true },
    advice: { reconnect: 'none' },
    channel,
    ...(id !== undefined && { id }),
    error: '401::Authentication invalid',
    successful: false,
  }
}
