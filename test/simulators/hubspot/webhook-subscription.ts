import { companies, deals, type ObjectType, type ObjectTypeId } from './object-types.ts'
import type { PortalEvent } from './portal-event.ts'

/** One entry of a `webhooks-hsmeta.json`: `object.*` with an object type, or the older form such as `deal.creation`. */
export interface Subscription {
  subscriptionType: string
  objectType?: string
  propertyName?: string
  active?: boolean
}

const watched: Record<ObjectTypeId, readonly string[]> = {
  '0-3': [
    'dealname',
    'amount',
    'deal_currency_code',
    'dealstage',
    'pipeline',
    'closedate',
    'dealtype',
    'hubspot_owner_id',
  ],
  '0-2': ['name', 'domain', 'hubspot_owner_id'],
  '0-53': [],
  '0-101': [],
}

/** What an app about deals asks for; used when no subscriptions are given. */
export const usualSubscriptions: readonly Subscription[] = [deals, companies].flatMap(
  (type): Subscription[] => [
    ...['creation', 'deletion', 'merge', 'restore', 'associationChange'].map((kind) => generic(type, kind)),
    ...watched[type.id].map((propertyName) => ({ ...generic(type, 'propertyChange'), propertyName })),
    { subscriptionType: `${type.singular}.privacyDeletion` },
  ],
)

/** Refuses what HubSpot refuses when an app is uploaded. */
export function checkSubscription(subscription: Subscription): void {
  if (subscription.propertyName === 'hs_lastmodifieddate') {
    throw new Error('HubSpot has no subscription to changes of hs_lastmodifieddate')
  }
  const changesProperty = subscription.subscriptionType.endsWith('.propertyChange')
  if (changesProperty !== (subscription.propertyName !== undefined)) {
    throw new Error(`propertyName belongs to propertyChange alone: ${JSON.stringify(subscription)}`)
  }
}

export function subscribesTo(subscription: Subscription, event: PortalEvent): boolean {
  if (subscription.active === false) return false
  const [subject, kind] = subscription.subscriptionType.split('.')
  const name = subject === 'object' ? subscription.objectType : subject
  const type = [deals, companies].find((candidate) => candidate.singular === name || candidate.id === name)
  if (kind !== event.kind || type?.id !== event.objectType) return false
  return event.kind !== 'propertyChange' || subscription.propertyName === event.propertyName
}

function generic(type: ObjectType, kind: string): Subscription {
  return { subscriptionType: `object.${kind}`, objectType: type.singular }
}
