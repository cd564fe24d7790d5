import type { SimulationResult } from '../../contract/plan-api.ts'
import { toMoneyJson } from '../../money/format.ts'
import { money } from '../../money/money.ts'
import { type CommissionLine, evaluateCommission } from '../evaluate.ts'
import type { CommissionCredit, CommissionInput } from '../input.ts'
import type { RatedPart } from './rated-side.ts'
import { basisOf, resizedDeal } from './resized-deal.ts'
import { compareText, type SimulatedDeal } from './simulated-deal.ts'
import { type Threshold, thresholdsOf } from './thresholds.ts'

const MOST_SHOWN = 100
/** A deal is near a threshold within a twentieth of it. */
const NEAR = 20n

interface Cliff {
  dealId: string
  dealName: string | null
  partnerName: string
  ruleId: string
  measuredMinor: bigint
  thresholdMinor: bigint
  stepMinor: bigint
}

/** Collects the deals that are near a jump of the commission; keeps those where it is largest, and counts all. */
export class Cliffs {
  #found: Cliff[] = []
  #count = 0
  readonly #currency: string

  constructor(currency: string) {
    this.#currency = currency
  }

  look({ deal, name, credits }: SimulatedDeal, parts: readonly RatedPart[]): void {
    for (const { input, lines } of parts) {
      for (const credit of input.credits) {
        const partnerName = credits.find(({ creditId }) => creditId === credit.creditId)?.partnerName
        for (const cliff of cliffsOf(input, credit, lines))
          this.#add({
            ...cliff,
            dealId: deal.id,
            dealName: name,
            partnerName: partnerName ?? credit.partnerId,
          })
      }
    }
  }

  result(): Pick<SimulationResult, 'cliffs' | 'cliffCount'> {
    this.#keepLargest()
    const shown = (minor: bigint) => toMoneyJson(money(minor, this.#currency))
    return {
      cliffCount: this.#count,
      cliffs: this.#found.map(({ measuredMinor, thresholdMinor, stepMinor, ...cliff }) => ({
        ...cliff,
        amount: shown(measuredMinor),
        threshold: shown(thresholdMinor),
        distance: shown(absolute(measuredMinor - thresholdMinor)),
        step: shown(stepMinor),
      })),
    }
  }

  #add(cliff: Cliff): void {
    this.#count += 1
    this.#found.push(cliff)
    if (this.#found.length >= 4 * MOST_SHOWN) this.#keepLargest()
  }

  #keepLargest(): void {
    this.#found.sort(
      (a, b) =>
        descending(absolute(a.stepMinor), absolute(b.stepMinor)) ||
        compareText(a.dealId, b.dealId) ||
        compareText(a.partnerName, b.partnerName) ||
        descending(b.thresholdMinor, a.thresholdMinor),
    )
    this.#found = this.#found.slice(0, MOST_SHOWN)
  }
}

type Place = Pick<Cliff, 'ruleId' | 'measuredMinor' | 'thresholdMinor' | 'stepMinor'>

function cliffsOf(
  input: CommissionInput,
  credit: CommissionCredit,
  lines: readonly CommissionLine[],
): Place[] {
  const own = lines.filter(({ creditId }) => creditId === credit.creditId)
  const seen = new Set<string>()
  return thresholdsOf(input.plan).flatMap((threshold) => {
    const { rule, measures, atMinor, inclusive } = threshold
    const line = own.find(({ ruleId }) => ruleId === rule.id)
    // A range decides also about a rule that did not apply; bands matter only where they were used.
    if (rule.role !== credit.role || (!line && measures.kind !== 'dealAmount')) return []
    const measured = measure(input, credit, threshold, line)
    if (measured === null || absolute(measured.minor - atMinor) * NEAR > atMinor) return []
    // "At most 10,000" of one rule and "above 10,000" of the next are one cliff.
    const key = `${measures.kind} ${atMinor} ${inclusive}`
    if (seen.has(key)) return []
    seen.add(key)
    const stepMinor = step(input, credit, threshold, measured)
    // One unit is what the size itself makes, without any jump.
    if (absolute(stepMinor) <= 1n) return []
    return [{ ruleId: rule.id, measuredMinor: measured.minor, thresholdMinor: atMinor, stepMinor }]
  })
}

interface Measured {
  minor: bigint
  basisMinor: bigint
  /** The largest basis that is below the threshold. */
  lastBelowMinor: bigint
}

/** null: the deal does not say, or no size of it could bring it below the threshold. */
function measure(
  input: CommissionInput,
  credit: CommissionCredit,
  { rule, measures, atMinor, inclusive }: Threshold,
  line: CommissionLine | undefined,
): Measured | null {
  const basis = measures.kind === 'dealAmount' ? 'dealAmount' : measures.basis
  const basisMinor = basisOf(input, rule, basis)
  if (basisMinor === null || basisMinor <= 0n) return null
  const below = inclusive ? atMinor : atMinor - 1n
  if (measures.kind !== 'period') return { minor: basisMinor, basisMinor, lastBelowMinor: below }
  const totals = input.periodToDate.get(credit.partnerId)?.[measures.period]
  const before =
    (measures.of === 'sourcedRevenue' ? totals?.sourcedRevenueMinor : totals?.influencedRevenueMinor) ?? 0n
  const { numerator, denominator } = credit.share
  const lastBelowMinor = ((below - before) * denominator) / numerator
  return before >= below ? null : { minor: before + (line?.revenueMinor ?? 0n), basisMinor, lastBelowMinor }
}

/** What the credit earns just above the threshold, less what it earns just below. */
function step(
  input: CommissionInput,
  credit: CommissionCredit,
  { rule, measures }: Threshold,
  { basisMinor, lastBelowMinor }: Measured,
): bigint {
  const basis = measures.kind === 'dealAmount' ? 'dealAmount' : measures.basis
  const earned = (toMinor: bigint): bigint => {
    const sizes = { fromMinor: basisMinor, toMinor }
    const outcome = evaluateCommission(resizedDeal(input, rule, basis, sizes), { why: false })
    if (outcome.kind !== 'lines') return 0n
    return outcome.lines
      .filter(({ creditId }) => creditId === credit.creditId)
      .reduce((sum, { amount }) => sum + amount.amountMinor, 0n)
  }
  return earned(lastBelowMinor + 1n) - earned(lastBelowMinor)
}

function absolute(minor: bigint): bigint {
  return minor < 0n ? -minor : minor
}

function descending(a: bigint, b: bigint): number {
  return a > b ? -1 : a < b ? 1 : 0
}
