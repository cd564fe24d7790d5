import type { DealOutcome } from '../crm/deal.ts'
import type { CreditRole, Evidence } from './credit.ts'

/** A credit that stands on a deal that was merged away. */
export interface MergedCredit {
  id: string
  dealId: string
  partnerId: string
  partnerName: string
  role: CreditRole
  evidence: Evidence
  createdAt: Date
  /** Its place among claims: when the registration was complete, else when the credit was given. */
  since: Date
  locked: boolean
  /** It rests on a registration that no longer carries it, so that a win pays nothing for it. */
  lapsed: boolean
  /** Why it cannot go along as it is, or null. */
  obstacle: string | null
}

export interface StandingCredit {
  id: string
  partnerId: string
  partnerName: string
  role: CreditRole
  /** As of a merged credit. */
  lapsed: boolean
}

export type TakeOver = { credit: MergedCredit } & (
  | { kind: 'move'; replaces: StandingCredit | null }
  /** The surviving deal credits the partner as much or more. */
  | { kind: 'already' }
  /** A person has to decide. */
  | { kind: 'question'; because: string }
)

/**
 * What becomes of the credits of merged deals, as if they had been given on the one that survives: those of sourced partners first,
 * a registration before a tag and both before one that lapsed, the earlier claim before the later one. Nothing that stands on
 * the survivor is taken from anybody, and nobody is left with a registration that lapsed there for credit that pays. Sourced
 * credits that share one deal go along together or not at all, so that their shares stay whole.
 */
export function decideTakeOver(
  standing: readonly StandingCredit[],
  merged: readonly MergedCredit[],
  survivor: { outcome: DealOutcome; closedAt: Date },
): TakeOver[] {
  const now = [...standing]
  const decided: TakeOver[] = []
  const groups = Map.groupBy(
    merged.toSorted(byClaim).filter(({ role }) => role === 'sourced'),
    ({ dealId }) => dealId,
  )
  for (const group of groups.values()) decided.push(...decideSourced(now, group, survivor))
  for (const credit of merged.toSorted(byClaim).filter(({ role }) => role === 'influenced')) {
    const own = now.find(({ partnerId }) => partnerId === credit.partnerId)
    const because = outlived(credit, own) ?? late(credit, survivor) ?? credit.obstacle
    if (own && !outlived(credit, own)) decided.push({ kind: 'already', credit })
    else if (because) decided.push({ kind: 'question', credit, because })
    else {
      now.push(credit)
      decided.push({ kind: 'move', credit, replaces: null })
    }
  }
  return decided
}

/** Of one deal. What goes along is added to `now`. */
function decideSourced(
  now: StandingCredit[],
  group: readonly MergedCredit[],
  survivor: { outcome: DealOutcome; closedAt: Date },
): TakeOver[] {
  const own = (credit: MergedCredit) => now.find(({ partnerId }) => partnerId === credit.partnerId) ?? null
  const rivals = now.filter(({ role }) => role === 'sourced')
  const reasons = group.map((credit) => {
    const rival = rivals.find(({ partnerId }) => partnerId !== credit.partnerId)
    if (rival) return `${rival.partnerName} is sourced on this deal, and one sourced partner is credited.`
    const influenced = survivor.outcome === 'won' && own(credit)?.role === 'influenced'
    if (influenced) return `${credit.partnerName} is influenced on this deal, which is won.`
    const sourced = rivals.find(({ partnerId }) => partnerId === credit.partnerId)
    return outlived(credit, sourced) ?? late(credit, survivor) ?? credit.obstacle
  })
  const because = reasons.find((reason) => reason !== null)
  return group.map((credit): TakeOver => {
    const replaces = own(credit)
    if (replaces?.role === 'sourced' && !outlived(credit, replaces)) return { kind: 'already', credit }
    if (because !== undefined) return { kind: 'question', credit, because }
    if (replaces) now.splice(now.indexOf(replaces), 1)
    now.push(credit)
    return { kind: 'move', credit, replaces }
  })
}

/** What the partner has on the survivor would pay nothing, and what comes from the merged deal would. */
function outlived(credit: MergedCredit, own: StandingCredit | undefined): string | null {
  return own?.lapsed && !credit.lapsed
    ? `The registration of ${credit.partnerName} on this deal has lapsed.`
    : null
}

/** Credit that was locked was in time, or a person allowed it. */
function late(credit: MergedCredit, { outcome, closedAt }: { outcome: DealOutcome; closedAt: Date }) {
  return outcome === 'won' && !credit.locked && credit.createdAt > closedAt
    ? `${credit.partnerName} was credited after this deal was won.`
    : null
}

function byClaim(a: MergedCredit, b: MergedCredit): number {
  return (
    Number(a.lapsed) - Number(b.lapsed) ||
    Number(b.evidence === 'registration') - Number(a.evidence === 'registration') ||
    a.since.getTime() - b.since.getTime() ||
    (a.id < b.id ? -1 : 1)
  )
}
