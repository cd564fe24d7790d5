import type { ObjectTypeId } from './object-types.ts'

/** Who made a change, in the words that webhooks use. */
export interface ChangeSource {
  changeSource: 'CRM_UI' | 'INTEGRATION' | 'IMPORT'
  sourceId: string
}

export const portalUser = (userId: number): ChangeSource => ({
  changeSource: 'CRM_UI',
  sourceId: `userId:${userId}`,
})
export const importSource: ChangeSource = { changeSource: 'IMPORT', sourceId: 'import' }

interface OnRecord extends ChangeSource {
  objectType: ObjectTypeId
  objectId: string
  /** Epoch milliseconds of the portal's clock. */
  occurredAt: number
}

/** Something that happened in the portal and that an app may have subscribed to. */
export type PortalEvent =
  | (OnRecord & { kind: 'creation' | 'deletion' | 'restore' | 'privacyDeletion' })
  | (OnRecord & { kind: 'propertyChange'; propertyName: string; propertyValue: string })
  | (OnRecord & { kind: 'merge'; mergedIds: string[]; newId: string; propertiesMoved: number })
  | (OnRecord & {
      kind: 'associationChange'
      associationType: string
      toId: string
      removed: boolean
      isPrimary: boolean
    })
