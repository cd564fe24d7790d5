import { allocate } from '../money/allocate.ts'
import { toMoneyJson } from '../money/format.ts'
import type { DealFacts } from './deal-facts.ts'
import { overOneDenominator, plus, times } from './exact.ts'
import type { CommissionCredit } from './input.ts'
import { dealAmountOf, goesByPeriod, roundLine } from './line-amount.ts'
import type { PreparedRule } from './prepare-plan.ts'
import { ruleBasis } from './rates.ts'
import type { WhyStep } from './why.ts'

/** What a rule pays the partners that sourced a deal together, by credit id: parts of one rounded total. */
export interface SplitPool {
  parts: ReadonlyMap<string, bigint>
  /** How the total came about; none when nobody asks. */
  steps: readonly WhyStep[]
  split: Omit<Split, 'own'> | null
}

type Split = Extract<WhyStep, { step: 'split' }>

/**
 * One pool for each rule that several sourced credits matched. Rounding each part alone would lose or gain a cent. A rule
 * that goes by a period's total has none: each partner stands elsewhere in its period.
 */
export function splitPools(
  facts: DealFacts,
  matched: readonly { credit: CommissionCredit; applied: readonly PreparedRule[] }[],
  why: boolean,
): Map<PreparedRule, SplitPool> {
  const members = new Map<PreparedRule, CommissionCredit[]>()
  for (const { credit, applied } of matched) {
    if (credit.role !== 'sourced') continue
    for (const prepared of applied) {
      if (goesByPeriod(prepared)) continue
      const others = members.get(prepared)
      if (others) others.push(credit)
      else members.set(prepared, [credit])
    }
  }
  const pools = new Map<PreparedRule, SplitPool>()
  for (const [prepared, credits] of members) {
    if (credits.length > 1) pools.set(prepared, pool(facts, prepared, credits, why))
  }
  return pools
}

function pool(
  facts: DealFacts,
  prepared: PreparedRule,
  credits: readonly CommissionCredit[],
  why: boolean,
): SplitPool {
  const steps: WhyStep[] | null = why ? [] : null
  const [first] = credits
  if (!first) throw new RangeError('A pool has members.')
  const basis = ruleBasis(facts, prepared, steps)
  const whole = dealAmountOf(facts, prepared, basis, first, steps)
  const shares = credits.map(({ share }) => share)
  const total = roundLine(facts, times(whole, shares.reduce(plus)), steps)
  const parts = allocate(total, overOneDenominator(shares).numerators)
  return {
    parts: new Map(credits.map(({ creditId }, index) => [creditId, parts[index] ?? 0n])),
    steps: steps ?? [],
    split: why ? splitOf(facts, credits, total, parts) : null,
  }
}

function splitOf(
  { currency }: DealFacts,
  credits: readonly CommissionCredit[],
  total: bigint,
  parts: readonly bigint[],
): Omit<Split, 'own'> {
  const shown = (amountMinor: bigint) => toMoneyJson({ amountMinor, currency })
  return {
    step: 'split',
    total: shown(total),
    parts: credits.map(({ creditId, sharePercent }, index) => ({
      creditId,
      share: sharePercent,
      amount: shown(parts[index] ?? 0n),
    })),
  }
}
