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

interface Session {
  /** Channel → the id of the last event that the client has. */
  subscribed: Map<string, number>
  /** Leads to the server that knows the session: one that comes without it is led to another, which does not. */
  cookie: string
  /** Of `ChangeEvents.deafened`, when it began. */
  bornAfter: number
}

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
  const cookies = request.headers.get('cookie') ?? ''
  const replies: object[] = []
  let cookie: string | undefined
  for (const each of messages) {
    if (!allowed) {
      replies.push(unauthenticated(each))
    } else if (each.channel === '/meta/handshake') {
      const clientId = randomBytes(14).toString('hex')
      cookie = `BAYEUX_BROWSER=${randomBytes(8).toString('hex')}`
      const bornAfter = world.changeEvents.deafened
      sessions.set(clientId, { subscribed: new Map(), cookie, bornAfter })
      replies.push(handshake(clientId, each))
    } else {
      const known = sessions.get(each.clientId ?? '')
      const session = known && cookies.includes(known.cookie) ? known : undefined
      replies.push(...(await one(world, sessions, session, each, request.signal)))
    }
  }
  return {
    ...ok(replies),
    ...(cookie && { headers: { 'Set-Cookie': `${cookie}; Path=/cometd/; HttpOnly` } }),
  }
}

async function one(
  { changeEvents }: World,
  sessions: Map<string, Session>,
  session: Session | undefined,
  asked: Message,
  signal: AbortSignal,
): Promise<object[]> {
  const { channel, clientId = '' } = asked
  const base = { channel, clientId, ...(asked.id !== undefined && { id: asked.id }) }
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
      for (const each of channels) {
        const from = startOf(asked, each, changeEvents)
        if (from === undefined) {
          const error =
            '400::The replayId you provided was invalid. Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.'
          return [{ ...base, subscription, successful: false, error }]
        }
        session.subscribed.set(each, from)
      }
      return [{ ...base, subscription, successful: true }]
    }
    case '/meta/unsubscribe':
      for (const each of [asked.subscription ?? []].flat()) session.subscribed.delete(each)
      return [{ ...base, subscription: asked.subscription ?? '', successful: true }]
    case '/meta/connect': {
      const hears = (): boolean => !changeEvents.stalled && session.bornAfter === changeEvents.deafened
      const next = (): boolean =>
        hears() && [...session.subscribed].some(([each, last]) => changeEvents.after(each, last).length > 0)
      // Without a subscription there is nothing to wait for.
      if (!next() && session.subscribed.size > 0) await changeEvents.next(longPollMs, signal)
      const events = hears() ? take(session, changeEvents) : []
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

function handshake(clientId: string, asked: Message): object {
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

/** -1: only what is new; -2: all that is retained; else what came after an event, undefined where there is no such one. */
function startOf({ ext }: Message, channel: string, changeEvents: World['changeEvents']): number | undefined {
  const given = ext?.replay?.[channel]
  const from = given instanceof JsonNumber ? Number(given.text) : -1
  if (from === -1) return changeEvents.latest
  if (from === -2) return 0
  return changeEvents.isRetained(from) ? from : undefined
}

function take({ subscribed }: Session, changeEvents: World['changeEvents']): object[] {
  const events = [...subscribed].flatMap(([channel, last]) => changeEvents.after(channel, last))
  for (const { channel, replayId } of events) subscribed.set(channel, replayId)
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
