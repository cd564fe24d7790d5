import { z } from 'zod'
import { canonicalJson } from '../../shared/ledger/hash.ts'
import { displayMoney, fromMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { parseMoney } from '../../shared/money/parse-decimal.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { CommissionLineRecord } from '../db/commission-store.ts'
import type { LineTarget } from './commission-targets.ts'

// Written by `commissionTargets` alone and never changed; what is compared whole stays unknown here.
const storedInput = z.object({
  deal: z.object({
    currency: z.string().nullish(),
    dealAmount: z.string().nullish(),
    closeDate: z.string(),
    dealType: z.string().nullish(),
    lineItems: z.unknown(),
    firstYearAcv: z.string().nullish(),
    grossMargin: z.string().nullish(),
    region: z.string().nullish(),
  }),
  collections: z
    .array(z.object({ id: z.string(), amount: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
  fx: z
    .array(z.object({ from: z.string(), to: z.string(), on: z.string(), rate: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
  periodToDate: z.unknown(),
  credits: z.unknown(),
})
type StoredInput = z.infer<typeof storedInput>

/** What changed since the last calculation of a line, as a sentence: the reason of its true-up. */
export function whatChanged(line: CommissionLineRecord | undefined, target: LineTarget): string {
  const { why } = target
  if (why.withdrawn !== null) return `${why.withdrawn.charAt(0).toUpperCase()}${why.withdrawn.slice(1)}.`
  if (!line) return 'The deal was won.'
  if (line.latest.why.withdrawn !== null) return 'The deal was won again.'
  const after = target.inputs && storedInput.parse(target.inputs.input)
  if (!after) return UNNAMED
  const before = line.latest.inputs ? storedInput.parse(line.latest.inputs.input) : beforeInputs(line, after)
  const sameTerms = line.latest.planVersionId === target.planVersionId
  const version = sameTerms ? undefined : `Version ${why.plan.version} of the plan applies now.`
  const ofTheDeal = firstDifference(OF_THE_DEAL, before, after)
  const revised = sameTerms ? rateRevised(before, after) : undefined
  // Whoever corrected a rate looks for it in the reasons, whatever else changed meanwhile.
  if (revised) return ofTheDeal ? `${ofTheDeal} ${revised}` : revised
  return (
    ofTheDeal ??
    version ??
    firstDifference(OF_THE_REST, before, after) ??
    (line.latest.inputs ? UNNAMED : 'All that it was computed from is kept with it now.')
  )
}

function firstDifference(
  comparisons: readonly Comparison[],
  before: StoredInput,
  after: StoredInput,
): string | undefined {
  for (const compare of comparisons) {
    const reason = compare(before, after)
    if (reason) return reason
  }
  return undefined
}

const UNNAMED = 'What the plan goes by changed.'

type Comparison = (before: StoredInput, after: StoredInput) => string | undefined

/** The first that finds a difference names it. */
const OF_THE_DEAL: readonly Comparison[] = [
  ({ deal: before }, { deal: after }) => {
    const [from, to] = [amountOf(before), amountOf(after)]
    if (!from || !to || from === to) return undefined
    return `The deal amount changed from ${from} to ${to}.`
  },
  ({ deal: before }, { deal: after }) =>
    before.closeDate === after.closeDate
      ? undefined
      : `The close date changed from ${shownDate(before.closeDate)} to ${shownDate(after.closeDate)}.`,
  ({ deal: before }, { deal: after }) =>
    same(before.dealType, after.dealType) ? undefined : 'The type of the deal changed.',
]

/** What another version of the plan may look at where the one before did not. */
const OF_THE_REST: readonly Comparison[] = [
  ({ deal: before }, { deal: after }) =>
    same(before.lineItems, after.lineItems) ? undefined : 'The products of the deal changed.',
  mappedAmount('firstYearAcv', 'First-year ACV'),
  mappedAmount('grossMargin', 'Gross margin'),
  ({ deal: { region: before } }, { deal: { region: after } }) =>
    (before ?? null) === (after ?? null)
      ? undefined
      : `The region changed from ${before ?? 'unknown'} to ${after ?? 'unknown'}.`,
  ({ fx: before }, { fx: after }) => {
    const [rate] = after
    if (same(before, after) || !rate) return undefined
    return `Another exchange rate applies: ${rate.rate} of ${shownDate(rate.on)}.`
  },
  (before, after) => paymentsChanged(before, after),
  (before, after) =>
    same(before.periodToDate, after.periodToDate) ? undefined : 'An earlier deal of the period changed.',
  (before, after) =>
    same(before.credits, after.credits) ? undefined : 'What is known of the deal’s partners changed.',
]

/** A line keeps its rate, so only a person's correction gives it another for the same currencies and close date. */
function rateRevised(before: StoredInput, after: StoredInput): string | undefined {
  const [[was], [is]] = [before.fx, after.fx]
  if (!was || !is || before.deal.closeDate !== after.deal.closeDate) return undefined
  const name = `exchange rate ${was.from} to ${was.to} of ${shownDate(was.on)}`
  const sameWay = was.from === is.from && was.to === is.to
  if (sameWay && was.on === is.on) {
    return was.rate === is.rate ? undefined : `The ${name} was corrected from ${was.rate} to ${is.rate}.`
  }
  if (!sameWay && !(was.from === is.to && was.to === is.from)) return undefined
  return `The ${name}, ${was.rate}, was taken back: ${is.from} to ${is.to} is ${is.rate} of ${shownDate(is.on)}.`
}

function paymentsChanged(before: StoredInput, after: StoredInput): string | undefined {
  const known = new Set(before.collections.map(({ id }) => id))
  const still = new Set(after.collections.map(({ id }) => id))
  if (before.collections.some(({ id }) => !still.has(id))) {
    return 'Payments after the end of the subscription no longer count.'
  }
  const added = after.collections.filter(({ id }) => !known.has(id))
  if (added.length === 0) return undefined
  const { currency } = after.deal
  if (!currency) return 'The customer’s payments changed.'
  const total = added.reduce(
    (sum, { amount }) => sum + parseMoney(amount, currency, { signed: true }).amountMinor,
    0n,
  )
  return total < 0n
    ? `The customer got ${displayMoney(money(-total, currency))} back.`
    : `The customer paid ${displayMoney(money(total, currency))}.`
}

function mappedAmount(field: 'firstYearAcv' | 'grossMargin', name: string): Comparison {
  return ({ deal: before }, { deal: after }) => {
    if ((before[field] ?? null) === (after[field] ?? null) && before.currency === after.currency)
      return undefined
    const [from, to] = [decimalOf(before, field), decimalOf(after, field)]
    return from === to ? undefined : `${name} changed from ${from} to ${to}.`
  }
}

function decimalOf(deal: StoredInput['deal'], field: 'firstYearAcv' | 'grossMargin'): string {
  const text = deal[field]
  return text && deal.currency ? displayMoney(parseMoney(text, deal.currency, { signed: true })) : 'unknown'
}

function amountOf({ dealAmount, currency }: StoredInput['deal']): string | undefined {
  return dealAmount && currency ? displayMoney(parseMoney(dealAmount, currency, { signed: true })) : undefined
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

/** Calculations from before inputs were kept whole: what their explanation says, and for the rest what is true now. */
function beforeInputs(line: CommissionLineRecord, after: StoredInput): StoredInput {
  const { dealAmount, closeDate, dealType } = line.latest.why.inputs
  const amount = dealAmount && fromMoneyJson(dealAmount)
  return {
    ...after,
    deal: {
      ...after.deal,
      ...(amount && dealAmount && { dealAmount: dealAmount.amount, currency: amount.currency }),
      closeDate,
      dealType,
    },
  }
}
