/** What the partner brings forward; all of it is required for a complete registration except the e-mail address. */
export interface Claim {
  contactName: string
  contactEmail: string | null
  useCase: string
  evidence: string
}

/** The required fields that are still empty, by name; none means complete. */
export function missingFields(claim: Claim): (keyof Claim)[] {
  return (['contactName', 'useCase', 'evidence'] as const).filter((field) => claim[field].trim() === '')
}
