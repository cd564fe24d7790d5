import type { DealCard } from '../../../../../../shared/contract/card-api.ts'
import type { PartnerDeskApi } from '../api/partner-desk-api.ts'
import type { Format } from '../format/format.ts'

/** What every part of the card works with. */
export interface Desk {
  api: PartnerDeskApi
  card: DealCard
  format: Format
  closeOverlay(id: string): void
  /** A change is through: shows the new card, says what it caused and refreshes the record. */
  changed(card: DealCard, title: string, consequence: string): void
}
