import type { PortalEvent } from './portal-event.ts'
import type { Subscription } from './webhook-subscription.ts'

/** One element of a delivery's JSON array. https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide */
export interface WebhookEvent {
  /** Not unique: HubSpot repeats them across subscriptions. */
  eventId: number
  subscriptionId: number
  portalId: number
  appId: number
  occurredAt: number
  subscriptionType: string
  attemptNumber: number
  changeSource: string
  sourceId: string
  objectTypeId?: string
  objectId?: number
  propertyName?: string
  propertyValue?: string
  isSensitive?: boolean
  changeFlag?: string
  primaryObjectId?: number
  mergedObjectIds?: number[]
  newObjectId?: number
  numberOfPropertiesMoved?: number
  associationType?: string
  fromObjectId?: number
  toObjectId?: number
  associationRemoved?: boolean
  isPrimaryAssociation?: boolean
}

const changeFlags: Partial<Record<PortalEvent['kind'], string>> = {
  creation: 'CREATED',
  deletion: 'DELETED',
  restore: 'RESTORED',
  merge: 'MERGED',
  privacyDeletion: 'DELETED',
}

export function webhookEvent(
  event: PortalEvent,
  subscription: Subscription,
  ids: { eventId: number; subscriptionId: number; portalId: number; appId: number },
): WebhookEvent {
  const changeFlag = changeFlags[event.kind]
  return {
    ...ids,
    occurredAt: event.occurredAt,
    subscriptionType: subscription.subscriptionType,
    attemptNumber: 0,
    changeSource: event.changeSource,
    sourceId: event.sourceId,
    ...(subscription.subscriptionType.startsWith('object.') && { objectTypeId: event.objectType }),
    ...(changeFlag !== undefined && { changeFlag }),
    ...details(event),
  }
}

function details(event: PortalEvent): Partial<WebhookEvent> {
  const objectId = Number(event.objectId)
  switch (event.kind) {
    case 'propertyChange':
      return {
        objectId,
        propertyName: event.propertyName,
        propertyValue: event.propertyValue,
        isSensitive: false,
      }
    case 'merge':
      return {
        objectId,
        primaryObjectId: objectId,
        mergedObjectIds: event.mergedIds.map(Number),
        newObjectId: Number(event.newId),
        numberOfPropertiesMoved: event.propertiesMoved,
      }
    case 'associationChange':
      return {
        associationType: event.associationType,
        fromObjectId: objectId,
        toObjectId: Number(event.toId),
        associationRemoved: event.removed,
        isPrimaryAssociation: event.isPrimary,
      }
    default:
      return { objectId }
  }
}
