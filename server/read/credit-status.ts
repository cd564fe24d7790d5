import type { StatusLine } from '../../shared/contract/card-api.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'

const DAY_MS = 86_400_000

/**
 * One dot and one line of words for a partner on a deal. Protection is inclusive: at its last instant a deal is
 * still protected, and less than a day is said as such instead of "0 d".
 */
export function creditStatus(
  credit: Pick<CreditRecord, 'evidence' | 'partnerId' | 'lockedAt'>,
  registration: Pick<RegistrationRecord, 'status' | 'protectedUntil'> | undefined,
  taggedBy: string,
  now: Date,
): StatusLine {
  const locked = credit.lockedAt ? ', locked by the win' : ''
  if (credit.evidence === 'registration') return registered(registration, locked, now)
  const tagged = `Tagged by ${taggedBy}${locked}`
  switch (registration?.status) {
    case 'submitted':
    case 'in_review':
      return { tone: 'info', text: `${tagged}, registration in review` }
    case 'info_requested':
      return { tone: 'warning', text: `${tagged}, registration waits for an answer` }
    default:
      return { tone: 'default', text: tagged }
  }
}

function registered(
  registration: Pick<RegistrationRecord, 'status' | 'protectedUntil'> | undefined,
  locked: string,
  now: Date,
): StatusLine {
  if (locked && registration?.status === 'expired')
    return { tone: 'warning', text: 'Registered, protection ended before the win' }
  if (locked) return { tone: 'success', text: `Registered${locked}` }
  const until = registration?.status === 'approved' ? registration.protectedUntil : null
  if (!until || until < now) return { tone: 'warning', text: 'Registered, protection ended' }
  return { tone: 'success', text: `Registered, protected ${daysLeft(until, now)}` }
}

/** "61 d": days that are left, to the nearest one; under a day it says so instead of counting hours. */
export function daysLeft(until: Date, now: Date): string {
  const leftMs = until.getTime() - now.getTime()
  return leftMs < DAY_MS ? 'less than a day' : `${Math.round(leftMs / DAY_MS)} d`
}
