import type { DealOutcome } from '../crm/deal.ts'

export const CREDIT_ROLES = ['sourced', 'influenced'] as const
export type CreditRole = (typeof CREDIT_ROLES)[number]
export type Evidence = 'registration' | 'referral' | 'manual'

/** A live (not removed) credit on a deal. */
export interface LiveCredit {
  id: string
  partnerId: string
  partnerName: string
  role: CreditRole
  evidence: Evidence
  locked: boolean
}

export interface NewCredit {
  partnerId: string
  role: CreditRole
  evidence: Evidence
}

export type CreditDecision =
  /** Insert the credit after removing those that it replaces, each with its reason. */
  | { kind: 'add'; replaces: { creditId: string; because: string }[] }
  /** The partner has exactly this credit already; nothing to do. */
  | { kind: 'unchanged'; creditId: string }
  | {
      kind: 'refused'
      why: 'locked' | 'already_sourced' | 'one_sourced'
      because: string
      instead: CreditRole | null
    }

/**
 * What giving a partner credit on a deal means for the credits that are there. One sourced partner per deal; a partner
 * that would be both is only sourced; an approved registration outranks a manual tag.
 */
export function decideCredit(
  live: readonly LiveCredit[],
  wanted: NewCredit,
  options: { dealOutcome: DealOutcome; mayChangeLocked: boolean },
): CreditDecision {
  const own = live.find((credit) => credit.partnerId === wanted.partnerId)
  if (own && own.role === wanted.role && !outranks(wanted, own))
    return { kind: 'unchanged', creditId: own.id }
  if (isLocked(live, options.dealOutcome) && !options.mayChangeLocked) {
    return { kind: 'refused', why: 'locked', because: LOCKED, instead: null }
  }
  if (own?.role === 'sourced' && wanted.role === 'influenced') {
    const because = `${own.partnerName} is sourced on this deal already, and a partner that is both is only sourced.`
    return { kind: 'refused', why: 'already_sourced', because, instead: null }
  }
  const replaces = own ? [{ creditId: own.id, because: replacementOf(own, wanted) }] : []
  const rival = live.find((credit) => credit.role === 'sourced' && credit.partnerId !== wanted.partnerId)
  if (wanted.role === 'sourced' && rival) {
    if (!outranks(wanted, rival)) {
      const because = `One sourced partner per deal, and ${rival.partnerName} is. This partner can be influenced.`
      return { kind: 'refused', why: 'one_sourced', because, instead: 'influenced' }
    }
    replaces.push({
      creditId: rival.id,
      because: 'An approved registration of another partner outranks a manual tag.',
    })
  }
  return { kind: 'add', replaces }
}

export type RemovalDecision =
  { kind: 'remove' } | { kind: 'refused'; why: 'locked' | 'from_registration'; because: string }

/** Whether a credit can be taken away, and if not, what to do instead. */
export function decideRemoval(
  credit: LiveCredit,
  options: { dealOutcome: DealOutcome; mayChangeLocked: boolean },
): RemovalDecision {
  if (isLocked([credit], options.dealOutcome) && !options.mayChangeLocked) {
    return { kind: 'refused', why: 'locked', because: LOCKED }
  }
  if (credit.evidence === 'registration') {
    const because = 'This credit comes from an approved registration; withdraw the registration instead.'
    return { kind: 'refused', why: 'from_registration', because }
  }
  return { kind: 'remove' }
}

/** The credits that a won deal locks now: all that are not locked yet. */
export function creditsToLock(live: readonly LiveCredit[], outcome: DealOutcome): string[] {
  return outcome === 'won' ? live.filter((credit) => !credit.locked).map((credit) => credit.id) : []
}

/** Keeps one credit per partner, the sourced one where there are both. Order is kept. */
export function oneCreditPerPartner<T extends { partnerId: string; role: CreditRole }>(
  credits: readonly T[],
): readonly T[] {
  if (credits.length < 2) return credits
  const sourced = new Set(credits.filter(({ role }) => role === 'sourced').map(({ partnerId }) => partnerId))
  return credits.filter(({ partnerId, role }) => role === 'sourced' || !sourced.has(partnerId))
}

function isLocked(credits: readonly LiveCredit[], outcome: DealOutcome): boolean {
  return outcome === 'won' || credits.some((credit) => credit.locked)
}

function outranks(wanted: NewCredit, existing: LiveCredit): boolean {
  return wanted.evidence === 'registration' && existing.evidence !== 'registration'
}

function replacementOf(own: LiveCredit, wanted: NewCredit): string {
  return own.role === wanted.role
    ? 'The approved registration takes the place of the manual tag.'
    : 'A partner that is both is only sourced.'
}

const LOCKED = 'The deal is won, so its credit is locked. A channel manager can change it, with a reason.'
