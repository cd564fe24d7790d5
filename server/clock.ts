/** Business time: what decisions, due dates and ledger entries go by. Security (signatures, tokens, leases) uses the machine's own time. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
