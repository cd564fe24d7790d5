/** Why there is no amount to go by, or null when there is one. A missing amount is unknown, never zero. */
export function amountNote(deal: {
  amount_minor: bigint | null
  amount_problem: string | null
}): string | null {
  if (deal.amount_minor !== null) return null
  return deal.amount_problem ?? 'No amount yet'
}
