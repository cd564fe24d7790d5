import { z } from 'zod'
import { type EventsReply, eventsReply, eventsRequest } from '../../shared/contract/finance-api.ts'
import type { ReadEvent } from '../../shared/payment/event-fact.ts'
import { type EventFault, faultsOf, readEvent } from '../../shared/payment/read-event.ts'
import { type ApiCaller, apiCaller } from '../auth/api-key.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { takeEvents } from '../workflows/take-events.ts'
import type { Endpoint } from './endpoint.ts'
import { answerOnce } from './idempotency.ts'
import { jsonBody } from './request-parts.ts'
import { momentOf } from '../moment-of.ts'

/** Other systems tell what customers paid. The request is kept whole or not at all. */
export const eventsEndpoint: Endpoint = {
  operationId: 'sendEvents',
  method: 'post',
  path: '/v1/events',
  summary: 'Tell of up to 500 customer payments, refunds and subscription changes',
  security: 'apiKey',
  headers: [
    {
      name: 'Idempotency-Key',
      description:
        '1 to 255 printable ASCII characters, new for each request and the same when it is repeated. Remembered for ever in the workspace.',
    },
  ],
  body: eventsRequest,
  reply: eventsReply,
  contentType: 'application/json',
  statuses: {
    200: 'Kept; each event says how it stands. With `Idempotency-Replayed: true`, the first answer to this key',
    400: 'Something in the request cannot be read: `errors` names every place. Nothing was kept',
    401: 'The key is missing, unknown or revoked',
    403: 'The key may not send events',
    409: 'The idempotency key was used for another request, or an event id came before with other content. Nothing was kept',
    413: 'The body is larger than 4 MB',
    503: 'Not available just now. Nothing was kept; repeat the request',
  },
  limited: true,
  // 500 events of the longest fields, every character escaped.
  maxBody: '4mb',
  async handle(context, request, response) {
    response.set('Cache-Control', 'no-store')
    response.set('WWW-Authenticate', 'Bearer')
    const caller = await apiCaller(context, request.get('authorization'), 'events:write')
    response.removeHeader('WWW-Authenticate')
    const key = idempotencyKey(request.get('idempotency-key'))
    const events = readEvents(jsonBody(request))
    const { reply, replayed } = await takeOnce(context, caller, key, events)
    if (replayed) response.set('Idempotency-Replayed', 'true')
    // A kept answer comes back with its keys in another order; the caller gets the first text again.
    response.type('application/json').send(JSON.stringify(eventsReply.parse(reply)))
  },
}

async function takeOnce(
  context: Context,
  caller: ApiCaller,
  key: string,
  events: readonly ReadEvent[],
): Promise<{ reply: EventsReply; replayed: boolean }> {
  return context.db.inWorkspace(caller.workspaceId, async (tx) => {
    let replayed = true
    const once = {
      // Not the key's id: a request that is repeated after the key was replaced is the same request.
      actorId: 'events-api',
      key,
      operation: 'sendEvents',
      input: events.map(({ body }) => body),
    }
    const reply = await answerOnce<EventsReply>(tx, once, async () => {
      replayed = false
      const moment = momentOf(context)
      const by = `${caller.name} (API key)`
      return {
        events: await takeEvents(tx, moment, { source: 'events_api', apiKeyId: caller.keyId, by, events }),
      }
    })
    return { reply, replayed }
  })
}

function idempotencyKey(header: string | undefined): string {
  if (header !== undefined && /^[\x20-\x7e]{1,255}$/.test(header)) return header
  const message =
    header === undefined ? 'is missing: name the request' : 'must be 1 to 255 printable ASCII characters'
  throw new Refusal('invalid_request', `The header Idempotency-Key ${message}.`, {
    fields: [{ path: 'Idempotency-Key', message }],
  })
}

const envelope = z.strictObject({ events: z.array(z.unknown()).min(1).max(500) })

/** All events, or a refusal that names every fault in any of them. */
function readEvents(json: unknown): ReadEvent[] {
  const outer = envelope.safeParse(json)
  if (!outer.success) throw faulty(outer.error.issues.flatMap((issue) => faultsOf(issue)))
  const faults: EventFault[] = []
  const events = outer.data.events.flatMap((one, index) => {
    const read = readEvent(one)
    if ('event' in read) return [read.event]
    for (const { path, message } of read.faults) {
      faults.push({ path: `events[${index}]${path && `.${path}`}`, message })
    }
    return []
  })
  if (faults.length > 0) throw faulty(faults)
  return events
}

const faulty = (fields: readonly EventFault[]): Refusal =>
  new Refusal('invalid_request', 'The events cannot be read. Nothing of this request was kept.', { fields })
