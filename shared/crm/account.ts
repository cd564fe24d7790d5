import type { RecordState } from './deal.ts'

/** A company in the CRM, CRM-neutral. Identity is (connection, externalId). */
export interface Account {
  externalId: string
  name: string
  domain: string | null
  parentExternalId: string | null
  ownerId: string | null
  state: RecordState
  mergedInto: string | null
  createdAt: Date | null
  modifiedAt: Date | null
  mergedExternalIds: string[]
}
