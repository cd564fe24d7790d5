const MINUTE_MS = 60 * 1000
const HOUR_MS = 60 * MINUTE_MS

/** How the time for a decision is counted. Business days and working hours are further kinds of `COUNTING`. */
export interface SlaPolicy {
  kind: 'calendarHours'
  hours: number
}

/** The clock of one registration. While `pausedAt` is set, `dueAt` waits. */
export interface SlaClock {
  dueAt: Date
  pausedAt: Date | null
}

interface Counting {
  due(from: Date, hours: number): Date
  /** How much counted time lies between two instants, in milliseconds; negative when `to` is before `from`. */
  between(from: Date, to: Date): number
}

const COUNTING: Record<SlaPolicy['kind'], Counting> = {
  calendarHours: {
    due: (from, hours) => new Date(from.getTime() + hours * HOUR_MS),
    between: (from, to) => to.getTime() - from.getTime(),
  },
}

export function startSla(submittedAt: Date, policy: SlaPolicy): SlaClock {
  return { dueAt: COUNTING[policy.kind].due(submittedAt, policy.hours), pausedAt: null }
}

/** Stops the clock while the partner side owes an answer. Pausing a paused clock changes nothing. */
export function pauseSla(clock: SlaClock, at: Date): SlaClock {
  return clock.pausedAt ? clock : { dueAt: clock.dueAt, pausedAt: at }
}

/** Moves the due time by as long as the clock stood still. Resuming a running clock changes nothing. */
export function resumeSla(clock: SlaClock, at: Date): SlaClock {
  if (!clock.pausedAt) return clock
  const stoodStillMs = Math.max(0, at.getTime() - clock.pausedAt.getTime())
  return { dueAt: new Date(clock.dueAt.getTime() + stoodStillMs), pausedAt: null }
}

/** "41 h left", "25 min left", "overdue by 3 h" or "paused". Whole units, rounded down: never promises time that is not there. */
export function slaText(clock: SlaClock, now: Date, policy: SlaPolicy['kind'] = 'calendarHours'): string {
  if (clock.pausedAt) return 'paused'
  const leftMs = COUNTING[policy].between(now, clock.dueAt)
  return leftMs >= 0 ? `${duration(leftMs)} left` : `overdue by ${duration(-leftMs)}`
}

function duration(ms: number): string {
  return ms >= HOUR_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / MINUTE_MS)} min`
}
