import { CrmError } from '../../connectors/crm.port.ts'

/** Shorter than this, work that was begun by a change waits where it is; longer, the next sync asks for it again. */
export const LONG_PAUSE_MS = 60_000

/**
 * For how long the CRM lets us call no further, when that is the error: the budget of its daily calls is used up, say.
 * undefined for everything else, and for a pause shorter than asked for. A pause is no failure and costs no try: whoever
 * meets one comes back when it is over.
 */
export function pausedForMs(error: unknown, fromMs = 0): number | undefined {
  if (!(error instanceof CrmError) || error.code !== 'rate_limited') return undefined
  const { retryAfterMs } = error
  return retryAfterMs !== undefined && retryAfterMs >= fromMs ? retryAfterMs : undefined
}
