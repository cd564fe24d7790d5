export const DISPUTE_STATES = ['open', 'under_review', 'upheld', 'rejected', 'withdrawn'] as const
export type DisputeState = (typeof DISPUTE_STATES)[number]
export type DisputeStep = 'review' | 'uphold' | 'reject' | 'withdraw'

/** Every way that a dispute can move. What was decided or withdrawn stays so; a new one can be opened. */
const TRANSITIONS: readonly { from: DisputeState; step: DisputeStep; to: DisputeState }[] = [
  { from: 'open', step: 'review', to: 'under_review' },
  { from: 'open', step: 'withdraw', to: 'withdrawn' },
  { from: 'under_review', step: 'uphold', to: 'upheld' },
  { from: 'under_review', step: 'reject', to: 'rejected' },
  { from: 'under_review', step: 'withdraw', to: 'withdrawn' },
]

/** The states in which a dispute holds the money of its line. */
export const STANDING_STATES = ['open', 'under_review'] as const satisfies readonly DisputeState[]

/** undefined: this cannot happen in that state. */
export function nextDisputeState(from: DisputeState, step: DisputeStep): DisputeState | undefined {
  return TRANSITIONS.find((row) => row.from === from && row.step === step)?.to
}

export function isStanding(state: DisputeState): boolean {
  return STANDING_STATES.some((standing) => standing === state)
}

/** How long after the last payout of a line a dispute may be opened, in days of 24 hours. */
export const DISPUTE_DAYS = 15

/**
 * The last instant at which a line can be disputed, inclusive; null while there is none: money of it is still on its way, or
 * none ever was.
 */
export function disputableUntil(line: { settled: boolean; lastPaidAt: Date | null }): Date | null {
  if (!line.settled || line.lastPaidAt === null) return null
  return new Date(line.lastPaidAt.getTime() + DISPUTE_DAYS * 86_400_000)
}
