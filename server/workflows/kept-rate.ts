import type { ExchangeRate } from '../../shared/commission/input.ts'
import { type RevisedRate, rateKey } from '../db/rate-revision-store.ts'

/**
 * What the rate that a line was accrued with is now: itself, as long as nobody corrected it. undefined where it was taken
 * back. A rate that the CRM said has a name too, and may be none that anybody corrected.
 */
export function keptRateNow(
  kept: ExchangeRate,
  revised: ReadonlyMap<string, RevisedRate>,
): ExchangeRate | undefined {
  const history = revised.get(rateKey(kept))
  if (!history?.replaced.has(kept.text)) return kept
  return history.stands ?? undefined
}
