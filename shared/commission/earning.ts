import { cumulativeShare } from '../money/allocate.ts'
import { halfAwayFromZero } from '../money/rounding.ts'
import type { Money } from '../money/money.ts'
import { inOrder, netOf } from './collected.ts'
import { type CommissionLine, evaluateCommission } from './evaluate.ts'
import { plus } from './exact.ts'
import type { CommissionInput } from './input.ts'
import type { Earning } from './plan.ts'

export interface Progress {
  /** Payments less refunds so far, each without tax, shipping and discount; in the deal's currency. */
  collectedNetMinor: bigint
  /** In the deal's currency. */
  dealAmountMinor: bigint
  /** Calendar date in the plan's time zone. */
  today: string
}

/**
 * The cumulative amount, in minor units, that should be released by now. It depends on totals alone, so that order, retries
 * and instalments cannot drift: post the difference to what is released already. Never above the commission nor below zero;
 * less than before after a refund. What was computed from the customer's payments is released with them.
 */
export function releasedTarget(
  line: { amountMinor: bigint; cash: boolean },
  earning: Earning,
  progress: Progress,
): bigint {
  const { amountMinor } = line
  if (line.cash) return amountMinor
  const { collectedNetMinor, dealAmountMinor } = progress
  switch (earning.kind) {
    case 'onWon':
      return amountMinor
    case 'onFirstPayment':
      return collectedNetMinor > 0n ? amountMinor : 0n
    case 'onCollection':
      if (collectedNetMinor <= 0n) return 0n
      // Paid more than the deal says, or a deal of nothing: all of it is earned, never more.
      if (collectedNetMinor >= dealAmountMinor) return amountMinor
      return cumulativeShare(amountMinor, collectedNetMinor, dealAmountMinor)
    case 'dated':
      return datedTarget(amountMinor, earning.parts, progress.today)
  }
}

function datedTarget(
  amountMinor: bigint,
  parts: Extract<Earning, { kind: 'dated' }>['parts'],
  today: string,
): bigint {
  const due = parts.filter(({ date }) => date <= today).map(({ fraction }) => fraction)
  if (due.length === 0) return 0n
  const { numerator, denominator } = due.reduce(plus)
  return halfAwayFromZero(amountMinor * numerator, denominator)
}

/** What becomes payable, when and with which payment; below zero where a refund takes it back. */
export interface Release {
  creditId: string
  partnerId: string
  ruleId: string
  /** null where no payment causes it. */
  collectionId: string | null
  /** Calendar date in the plan's time zone. */
  on: string
  amount: Money
}

/**
 * Every release that follows from the customer's payments so far, or from the plan's dates, in order of time; none when
 * the commission itself cannot be said. Those of one line sum to what `releasedTarget` answers for everything together.
 */
export function releases(input: CommissionInput): Release[] {
  return [...datedReleases(input), ...paidReleases(input)]
}

/** Of commissions that wait for a day, whatever the customer pays. */
function datedReleases(input: CommissionInput): Release[] {
  const { earning } = input.plan
  if (earning.kind !== 'onWon' && earning.kind !== 'dated') return []
  const days =
    earning.kind === 'onWon' ? [input.deal.closeDate] : earning.parts.map(({ date }) => date).sort()
  const nothingPaid = { collectedNetMinor: 0n, dealAmountMinor: 0n }
  return earningLines(input)
    .filter(({ cash }) => !cash)
    .flatMap((line) => {
      let before = 0n
      return days.map((today) => {
        const target = releasedTarget(progressOf(line), earning, { ...nothingPaid, today })
        const release = releaseOf(line, target - before, today, null)
        before = target
        return release
      })
    })
}

/** Of commissions that wait for the customer's payments, payment by payment. */
function paidReleases(input: CommissionInput): Release[] {
  const { earning } = input.plan
  const byPayment = earning.kind === 'onFirstPayment' || earning.kind === 'onCollection'
  const collections = inOrder(input.collections ?? [])
  const before = new Map<string, bigint>()
  let collectedNetMinor = 0n
  return collections.flatMap((collection, index) => {
    const { on, id } = collection
    collectedNetMinor += netOf(collection)
    const progress = {
      collectedNetMinor,
      dealAmountMinor: input.deal.amount?.amountMinor ?? 0n,
      today: on,
    }
    // What is computed from payments is so from those made by then.
    const soFar = { ...input, collections: collections.slice(0, index + 1) }
    return earningLines(soFar)
      .filter(({ cash }) => cash || byPayment)
      .map((line) => {
        const key = JSON.stringify([line.creditId, line.ruleId])
        const target = releasedTarget(progressOf(line), earning, progress)
        const release = releaseOf(line, target - (before.get(key) ?? 0n), on, id)
        before.set(key, target)
        return release
      })
  })
}

type EarningLine = CommissionLine & { ruleId: string }

function earningLines(input: CommissionInput): EarningLine[] {
  const outcome = evaluateCommission(input, { why: false })
  if (outcome.kind !== 'lines') return []
  return outcome.lines.filter((line): line is EarningLine => line.ruleId !== null)
}

function progressOf({ amount, cash }: CommissionLine) {
  return { amountMinor: amount.amountMinor, cash }
}

function releaseOf(
  { creditId, partnerId, ruleId, amount: { currency } }: EarningLine,
  amountMinor: bigint,
  on: string,
  collectionId: string | null,
): Release {
  return { creditId, partnerId, ruleId, collectionId, on, amount: { amountMinor, currency } }
}
