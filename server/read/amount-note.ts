import type { Money } from '../../shared/money/money.ts'

/** Why there is no amount to go by, or null when there is one. A missing amount is unknown, never zero. */
export function amountNote(deal: { amount: Money | null; amountProblem: string | null }): string | null {
  return deal.amount ? null : (deal.amountProblem ?? 'No amount yet')
}
