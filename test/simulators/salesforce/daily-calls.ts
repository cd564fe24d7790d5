import { ApiError } from './api-error.ts'

/** The calls that the org grants all its users together in a day. */
export class DailyCalls {
  limit: number
  used: number

  constructor(limit = 100_000, used = 0) {
    this.limit = limit
    this.used = used
  }

  /** Counts a call; throws when there is none left. */
  spend(): void {
    if (this.used >= this.limit)
      throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    this.used += 1
  }

  get header(): Record<string, string> {
    return { 'Sforce-Limit-Info': `api-usage=${this.used}/${this.limit}` }
  }
}
