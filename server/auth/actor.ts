import type { UserRole } from '../../shared/partner/roles.ts'

/** Who is doing this: a person of the vendor, known by CRM identity or console session. */
export interface Actor {
  userId: string
  name: string
  roles: readonly UserRole[]
  /** The CRM account that the card request came from; null in the console. */
  connectionId: string | null
}
