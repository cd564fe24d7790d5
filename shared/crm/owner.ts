/** Somebody who can own CRM records. `crmUserId` is the login behind it; a deactivated owner may have none. */
export interface Owner {
  ownerId: string
  crmUserId: string | null
  name: string
  email: string | null
  archived: boolean
}
