import { CrmError, pausesAt } from '../crm.port.ts'
import type { Timing } from './timing.ts'

const HOUR_MS = 3_600_000

export interface DailyCalls {
  used: number
  limit: number
}

/**
 * What is left of the calls that an org grants all its apps in 24 hours. From four fifths on we leave the rest to the
 * others: background work stops and asks again once an hour, by a single call. Somebody who waits at a card is let
 * through until Salesforce itself says no.
 */
export class DailyBudget {
  readonly #timing: Timing
  #known: { calls: DailyCalls; at: number } | undefined

  constructor(timing: Timing) {
    this.#timing = timing
  }

  get calls(): DailyCalls | null {
    return this.#known?.calls ?? null
  }

  /** `Sforce-Limit-Info: api-usage=25/5000`; comes with every reply, as far as we know. */
  note(header: string | undefined): void {
    const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(header ?? '') ?? []
    if (used === undefined || limit === undefined) return
    this.#known = { calls: { used: Number(used), limit: Number(limit) }, at: this.#timing.now() }
  }

  /** Throws `CrmError('rate_limited')` when background work has to wait. */
  admit(urgent: boolean): void {
    const known = this.#known
    if (urgent || !known || known.calls.used < pausesAt(known.calls.limit)) return
    const age = this.#timing.now() - known.at
    if (age >= HOUR_MS) return
    const { used, limit } = known.calls
    throw new CrmError(
      'rate_limited',
      `${used} of the ${limit} API calls that the Salesforce org has in 24 hours are spent. Syncing pauses at 80 % and leaves ` +
        'the rest to other apps; a Salesforce admin sees who uses them in Setup under System Overview.',
      { retryAfterMs: Math.max(1, Math.ceil(HOUR_MS - age)) },
    )
  }
}

const budgets = new Map<string, DailyBudget>()

/** The budget that all clients of one org in this process share. */
export function budgetOf(org: string, timing: Timing): DailyBudget {
  let budget = budgets.get(org)
  if (!budget) budgets.set(org, (budget = new DailyBudget(timing)))
  return budget
}
