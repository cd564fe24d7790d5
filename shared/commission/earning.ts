import { cumulativeShare } from '../money/allocate.ts'

export const EARNING_KINDS = ['onWon', 'onFirstPayment', 'onCollection'] as const
export type EarningKind = (typeof EARNING_KINDS)[number]

interface Progress {
  commissionMinor: bigint
  /** Payments less refunds so far. */
  collectedNetMinor: bigint
  dealAmountMinor: bigint
}

/** How much of a commission is earned, by kind of earning; what is earned becomes payable. */
const TARGETS: Record<EarningKind, (progress: Progress) => bigint> = {
  onWon: ({ commissionMinor }) => commissionMinor,
  onFirstPayment: ({ commissionMinor, collectedNetMinor }) => (collectedNetMinor > 0n ? commissionMinor : 0n),
  onCollection: ({ commissionMinor, collectedNetMinor, dealAmountMinor }) => {
    if (collectedNetMinor <= 0n) return 0n
    // Paid more than the deal says, or a deal of nothing: all of it is earned, never more.
    if (collectedNetMinor >= dealAmountMinor) return commissionMinor
    return cumulativeShare(commissionMinor, collectedNetMinor, dealAmountMinor)
  },
}

/**
 * The cumulative amount, in minor units, that should be released by now. It depends on totals alone, so that order, retries
 * and instalments cannot drift: post the difference to what is released already. Never above the commission.
 */
export function releasedTarget(
  earning: EarningKind,
  commissionMinor: bigint,
  collectedNetMinor: bigint,
  dealAmountMinor: bigint,
): bigint {
  return TARGETS[earning]({ commissionMinor, collectedNetMinor, dealAmountMinor })
}

/** What has to happen before the commission becomes payable, for people. */
export const EARNING_TEXT: Record<EarningKind, string> = {
  onWon: 'Payable as soon as the deal is won.',
  onFirstPayment: 'Payable with the customer’s first payment.',
  onCollection: 'Payable in proportion to what the customer pays.',
}
