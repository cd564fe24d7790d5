import { z } from 'zod'

/** What one webhook event is worth to us: a reason to fetch records by id. Its values are never used, nor kept. */
export interface HubspotHint {
  portalId: string
  /** The same for every delivery of the same event. `eventId` alone is not: HubSpot repeats it across subscriptions. */
  dedupeKey: string
  occurredAt: Date
  subscriptionType: string
  dealIds: string[]
  companyIds: string[]
}

/** HubSpot never sends more in one request. */
export const MOST_EVENTS = 100

const id = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String)

/** https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide; the fields depend on the kind of event. */
const event = z.object({
  eventId: id,
  portalId: id,
  occurredAt: z.number().int(),
  /** The documentation's table calls it `eventType`. */
  subscriptionType: z.string().optional(),
  eventType: z.string().optional(),
  objectTypeId: z.string().optional(),
  objectId: id.optional(),
  propertyName: z.string().optional(),
  primaryObjectId: id.optional(),
  mergedObjectIds: z.array(id).optional(),
  newObjectId: id.optional(),
  associationType: z.string().optional(),
  fromObjectId: id.optional(),
  toObjectId: id.optional(),
})
type Event = z.output<typeof event>
const delivery = z.array(event).max(MOST_EVENTS)

/** The hints of one delivery's body, or undefined when it is not one. */
export function readWebhook(body: unknown): HubspotHint[] | undefined {
  const parsed = delivery.safeParse(body)
  return parsed.success ? parsed.data.map(hintOf) : undefined
}

function hintOf(event: Event): HubspotHint {
  const subscriptionType = event.subscriptionType ?? event.eventType ?? ''
  const { dealIds, companyIds } = named(event, subscriptionType)
  return {
    portalId: event.portalId,
    dedupeKey: [
      subscriptionType,
      event.objectTypeId ?? '',
      [...dealIds, ...companyIds].join('+'),
      event.eventId,
      event.occurredAt,
      event.propertyName ?? '',
    ].join(':'),
    occurredAt: new Date(event.occurredAt),
    subscriptionType,
    dealIds,
    companyIds,
  }
}

/** Which deals and companies the event is about. Events about anything else (contacts) name none of ours. */
function named(event: Event, subscriptionType: string): { dealIds: string[]; companyIds: string[] } {
  if (subscriptionType.endsWith('.associationChange')) {
    const [from, to] = (event.associationType ?? '').split('_TO_')
    const ids = [
      { type: from ?? '', id: event.fromObjectId },
      { type: to ?? '', id: event.toObjectId },
    ]
    // The company itself does not change when a deal is linked to it.
    return { dealIds: ids.flatMap(({ type, id }) => (type === 'DEAL' && id ? [id] : [])), companyIds: [] }
  }
  const ids = [event.objectId, event.primaryObjectId, event.newObjectId, ...(event.mergedObjectIds ?? [])]
  const present = [...new Set(ids.filter((id) => id !== undefined))]
  const subject = event.objectTypeId ?? subscriptionType.split('.')[0]
  if (subject === '0-3' || subject === 'deal') return { dealIds: present, companyIds: [] }
  if (subject === '0-2' || subject === 'company') return { dealIds: [], companyIds: present }
  return { dealIds: [], companyIds: [] }
}
