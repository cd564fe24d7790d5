import { useCrmProperties } from '@hubspot/ui-extensions/crm'
import type { DealSeen } from '../api/partner-desk-api.ts'

const WATCHED = ['amount', 'dealstage', 'closedate', 'deal_currency_code', 'pipeline']

/**
 * What HubSpot shows of this deal. `seen` is null while it is still asking; `record` changes with each property
 * that can change what a partner gets.
 */
export function useSeenDeal(): { seen: DealSeen | null; record: string } {
  const { properties, isLoading, error } = useCrmProperties(WATCHED)
  if (isLoading) return { seen: null, record: '' }
  // Without the properties the card still works: the server answers from what it last read.
  if (error) return { seen: {}, record: '' }
  return {
    seen: { amount: text(properties['amount']), stage: text(properties['dealstage']) },
    record: JSON.stringify(WATCHED.map((name) => properties[name] ?? null)),
  }
}

/** HubSpot says null for an empty property; that is worth telling, an unread one is not. */
function text(value: string | null | undefined): string | undefined {
  return value === null ? '' : value
}
