/** One deal or company as the portal keeps it. Instants are epoch milliseconds; a property that is unset is absent. */
export interface CrmRecord {
  readonly id: string
  createdAt: number
  modifiedAt: number
  archivedAt: number | null
  properties: Record<string, string>
  /** Ids of every record that was merged into this one, oldest first. */
  mergedIds: string[]
}
