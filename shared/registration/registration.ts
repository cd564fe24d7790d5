import type { RegistrationState } from './transitions.ts'

/** What the partner brings forward; all of it is required for a complete registration except the e-mail address. */
export interface Claim {
  contactName: string
  contactEmail: string | null
  useCase: string
  evidence: string
}

/** A partner's claim on a deal. `completeAt` is its place in the queue: the first instant at which nothing was missing. */
export interface Registration {
  id: string
  dealId: string
  partnerId: string
  state: RegistrationState
  claim: Claim
  submittedBy: string
  submittedAt: Date
  completeAt: Date
  slaDueAt: Date
  slaPausedAt: Date | null
  protectedUntil: Date | null
}

/** The required fields that are still empty, by name; none means complete. */
export function missingFields(claim: Claim): (keyof Claim)[] {
  return (['contactName', 'useCase', 'evidence'] as const).filter((field) => claim[field].trim() === '')
}
