const OPEN = ['submitted', 'in_review', 'info_requested']

/** What is asked of this viewer about a registration: 'review', 'answer', or nothing but to 'look'. */
export function registrationTask({ state, actions: { approve, reject, ask, answer } }) {
  if (state === 'info_requested' && answer.allowed) return 'answer'
  return approve.allowed || reject.allowed || ask.allowed ? 'review' : 'look'
}

/** The registration that the card's one primary button opens; null when the primary action is another. */
export function primaryRegistration({ primaryAction, registrations }) {
  const task = { review_registration: 'review', answer_question: 'answer' }[primaryAction]
  return registrations.find((registration) => registrationTask(registration) === task) ?? null
}

/** Registrations with a line of their own: those being decided, and rejected ones without a credit to stand for them. */
export function registrationsInLine(card) {
  return card.registrations.filter(
    ({ state, partnerId }) => OPEN.includes(state) || (state === 'rejected' && !hasCredit(card, partnerId)),
  )
}

/** The decided registration that a credited partner's details show; null when there is none. */
export function decidedRegistration(card, partnerId) {
  const decided = card.registrations.filter(
    (registration) => registration.partnerId === partnerId && !OPEN.includes(registration.state),
  )
  return decided.sort((a, b) => b.submittedAt.localeCompare(a.submittedAt))[0] ?? null
}

/** Partners on the deal that have no registration under way or approved, as { partnerId, name }. */
export function registrable(card) {
  const taken = card.registrations
    .filter(({ state }) => OPEN.includes(state) || state === 'approved')
    .map(({ partnerId }) => partnerId)
  return card.partners
    .filter(({ partnerId }) => !taken.includes(partnerId))
    .map(({ partnerId, name }) => ({ partnerId, name }))
}

function hasCredit(card, partnerId) {
  return card.partners.some((partner) => partner.partnerId === partnerId)
}
