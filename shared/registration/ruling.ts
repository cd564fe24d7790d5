import { isProtected } from './protection.ts'

/** One claim in a contest for the same deal or company. */
export interface Candidate {
  registrationId: string
  partnerId: string
  /** null when eligible, else why not. */
  ineligibleBecause: string | null
  protectedUntil: Date | null
  completeAt: Date
}

export type RulingRule =
  'only_candidate' | 'eligibility' | 'existing_protection' | 'earlier_complete' | 'lower_id'

export interface Ruling {
  /** null: nobody is eligible. */
  winner: string | null
  decidedBy: RulingRule
  /** Every candidate, best first. */
  candidates: { registrationId: string; partnerId: string; standing: string }[]
  /** What would have changed the ruling, in sentences. */
  wouldHaveChanged: string[]
}

/**
 * Who has priority: the eligible, then the protected, then the one that was complete earlier, then the lower id.
 * The same candidates give the same ruling in any order. For the vendor's people: it names every candidate.
 */
export function rule(candidates: readonly Candidate[], at: Date): Ruling {
  const ranked = [...candidates].sort(
    (a, b) => CRITERIA.map((c) => c.compare(a, b, at)).find((r) => r !== 0) ?? 0,
  )
  const [best, second] = ranked
  const decided =
    best && second ? CRITERIA.find((criterion) => criterion.compare(best, second, at) !== 0) : undefined
  const eligible = best !== undefined && best.ineligibleBecause === null
  return {
    winner: eligible ? best.registrationId : null,
    decidedBy: !eligible ? 'eligibility' : (decided?.name ?? 'only_candidate'),
    candidates: ranked.map((candidate) => ({
      registrationId: candidate.registrationId,
      partnerId: candidate.partnerId,
      standing: standing(candidate, at),
    })),
    wouldHaveChanged: eligible && second && decided ? [decided.change(best, second)] : [],
  }
}

interface Criterion {
  name: Exclude<RulingRule, 'only_candidate'>
  /** Negative when `a` has priority. */
  compare(a: Candidate, b: Candidate, at: Date): number
  change(best: Candidate, second: Candidate): string
}

const CRITERIA: readonly Criterion[] = [
  {
    name: 'eligibility',
    compare: (a, b) => Number(a.ineligibleBecause !== null) - Number(b.ineligibleBecause !== null),
    change: (_, second) =>
      `${second.registrationId} would have been weighed if it were eligible: ${second.ineligibleBecause}`,
  },
  {
    name: 'existing_protection',
    compare: (a, b, at) =>
      Number(isProtected(b.protectedUntil, at)) - Number(isProtected(a.protectedUntil, at)),
    change: (best, second) =>
      `Without the protection of ${best.registrationId} until ${best.protectedUntil?.toISOString()}, the earlier complete one of the two would have won, or ${second.registrationId} with a protection of its own.`,
  },
  {
    name: 'earlier_complete',
    compare: (a, b) => a.completeAt.getTime() - b.completeAt.getTime(),
    change: (best, second) =>
      `${second.registrationId} would have won if complete before ${best.completeAt.toISOString()}; it was at ${second.completeAt.toISOString()}.`,
  },
  {
    name: 'lower_id',
    compare: (a, b) =>
      a.registrationId < b.registrationId ? -1 : a.registrationId > b.registrationId ? 1 : 0,
    change: (_, second) =>
      `Both were complete in the same millisecond; ${second.registrationId} would have won a millisecond earlier.`,
  },
]

function standing(candidate: Candidate, at: Date): string {
  if (candidate.ineligibleBecause !== null) return `not eligible: ${candidate.ineligibleBecause}`
  const complete = `complete at ${candidate.completeAt.toISOString()}`
  return isProtected(candidate.protectedUntil, at)
    ? `protected until ${candidate.protectedUntil?.toISOString()}, ${complete}`
    : complete
}
