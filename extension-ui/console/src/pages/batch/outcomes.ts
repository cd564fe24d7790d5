import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'

export type BatchItem = BatchDetail['items'][number]
export type OutcomeKind = 'confirmed' | 'failed' | 'returned'

export interface RecordedOutcome {
  kind: OutcomeKind
  items: readonly BatchItem[]
}

/** What can be recorded about a payment now. Paid is never the end: a bank may return money weeks later. */
export function possibleOutcomes(status: BatchItem['status']): readonly OutcomeKind[] {
  if (status === 'sent') return ['confirmed', 'failed', 'returned']
  if (status === 'unclaimed') return ['confirmed', 'returned']
  if (status === 'confirmed') return ['returned']
  return []
}

export const unresolved = (items: readonly BatchItem[]) =>
  items.filter((item) => possibleOutcomes(item.status).includes('confirmed'))
