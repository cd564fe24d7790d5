import type { DealCard, RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'

const OPEN: readonly RegistrationOnDeal['state'][] = ['submitted', 'in_review', 'info_requested']

/** What is asked of this viewer about a registration, if anything. */
export function registrationTask(registration: RegistrationOnDeal): 'review' | 'answer' | 'look' {
  const { approve, reject, ask, answer } = registration.actions
  if (registration.state === 'info_requested' && answer.allowed) return 'answer'
  return approve.allowed || reject.allowed || ask.allowed ? 'review' : 'look'
}

/** The registration that the card's one primary button opens; null when the primary action is another. */
export function primaryRegistration(card: DealCard): RegistrationOnDeal | null {
  const task =
    card.primaryAction === 'review_registration'
      ? 'review'
      : card.primaryAction === 'answer_question'
        ? 'answer'
        : null
  return card.registrations.find((registration) => registrationTask(registration) === task) ?? null
}

/** Registrations with a line of their own: those being decided, and rejected ones without a credit to stand for them. */
export function registrationsInLine(card: DealCard): RegistrationOnDeal[] {
  return card.registrations.filter(
    (registration) =>
      OPEN.includes(registration.state) ||
      (registration.state === 'rejected' && !hasCredit(card, registration.partnerId)),
  )
}

/** The decided registration that a credited partner's details show. */
export function decidedRegistration(card: DealCard, partnerId: string): RegistrationOnDeal | null {
  return (
    card.registrations
      .filter((registration) => registration.partnerId === partnerId && !OPEN.includes(registration.state))
      .sort((a, b) => b.submittedAt.localeCompare(a.submittedAt))[0] ?? null
  )
}

/** Partners on the deal that have no registration under way or approved. */
export function registrable(card: DealCard): { partnerId: string; name: string }[] {
  const taken = card.registrations
    .filter((registration) => OPEN.includes(registration.state) || registration.state === 'approved')
    .map((registration) => registration.partnerId)
  return card.partners
    .filter((partner) => !taken.includes(partner.partnerId))
    .map(({ partnerId, name }) => ({ partnerId, name }))
}

function hasCredit(card: DealCard, partnerId: string): boolean {
  return card.partners.some((partner) => partner.partnerId === partnerId)
}
