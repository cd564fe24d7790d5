import { isInForce } from './match-rules.ts'
import type { Plan } from './plan.ts'

export type TermsWindow = Pick<Plan, 'effectiveFrom' | 'effectiveTo' | 'decidingDate' | 'openDeals'>

/**
 * Under which version of a programme's plan a credit earns, and the date that decides where it is not the close date; null when
 * none is in force. The version in force at the close says how: by the close date, by the day on which the partner was registered
 * or tagged, or by the close date with deals that had their partner before it keeping the terms of that day. Calendar dates
 * in the plan's time zone; windows do not overlap.
 */
export function chooseTerms<T extends TermsWindow>(
  versions: readonly T[],
  { closeDate, creditedOn }: { closeDate: string; creditedOn: string },
): { version: T; termsDate: string | null } | null {
  const atClose = versions.find((version) => isInForce(version, closeDate))
  const atCredit = versions.find((version) => isInForce(version, creditedOn))
  const byCredit = atCredit ? { version: atCredit, termsDate: creditedOn } : null
  // A plan that has ended keeps its word to partners that were registered while it ran, where that is the date that decides.
  if (!atClose) return atCredit?.decidingDate === 'registrationDate' ? byCredit : null
  if (atClose.decidingDate === 'registrationDate') return byCredit
  const keeps = atClose.openDeals === 'keepTerms' && creditedOn < atClose.effectiveFrom
  return (keeps ? byCredit : null) ?? { version: atClose, termsDate: null }
}
