import { exponentOf } from '../../money/currency.ts'
import type { When } from '../conditions.ts'
import { evaluateCommission } from '../evaluate.ts'
import type {
  CommissionCredit,
  CommissionDeal,
  CommissionInput,
  ExchangeRate,
  PeriodTotals,
} from '../input.ts'
import type { CurrencyCode } from '../../money/money.ts'
import type { Plan, Rule } from '../plan.ts'

/** A made-up deal and credit; the deal's amount comes with each question. */
export interface Witness {
  credit: CommissionCredit
  deal: Pick<CommissionDeal, 'id' | 'dealType' | 'region' | 'closeDate'> & {
    currency: CurrencyCode
    products: string[]
  }
}

/** What the partner had in every period before. */
export interface Before {
  revenueMinor: bigint
  commissionMinor: bigint
}

/**
 * What the engine pays one partner on a deal of an amount by these rules alone, each asked only for the deal's amount. Every
 * basis is the deal's amount, paid on the day of the close. Rules are made ready once for all the amounts that are asked.
 */
export function payer(plan: Plan, rules: readonly Rule[]): (amountMinor: bigint, before?: Before) => bigint {
  const bare = {
    ...plan,
    rules: rules.map((rule) => ({ ...rule, stack: false, when: onlyAmount(rule.when) })),
  }
  const witness = anyone(plan, rules[0])
  return (amountMinor, before) => evaluated(bare, witness, amountMinor, { before }).amountMinor
}

/** What one rule pays on a deal of this amount, whatever it asks for. */
export function wouldPay(plan: Plan, rule: Rule, amountMinor: bigint): bigint {
  return payer(plan, [{ ...rule, when: {} }])(amountMinor)
}

/**
 * By which rule the engine rates a witness whose deal has an amount at a place (see `Interval`): between two minor units it is
 * one converted from another currency. null for none; stacked rules are left out.
 */
export function matcher(plan: Plan): (witness: Witness, place: bigint) => string | null {
  const competing = { ...plan, rules: plan.rules.filter((rule) => !rule.stack) }
  const from = plan.currency === 'EUR' ? 'USD' : 'EUR'
  // One minor unit of the one is half a minor unit of the other.
  const rate = {
    numerator: 10n ** BigInt(exponentOf(from)),
    denominator: 2n * 10n ** BigInt(exponentOf(plan.currency)),
  }
  return (witness, place) => {
    if (place % 2n === 0n) return evaluated(competing, witness, place / 2n).ruleId
    const fx = { from, to: plan.currency, on: witness.deal.closeDate, rate, text: 'made up' }
    const deal = { ...witness.deal, currency: from }
    return evaluated(competing, { ...witness, deal }, place, { fx }).ruleId
  }
}

function evaluated(
  plan: Plan,
  { credit, deal: { products, ...deal } }: Witness,
  amountMinor: bigint,
  { before, fx }: { before?: Before | undefined; fx?: ExchangeRate } = {},
) {
  const amount = { amountMinor, currency: deal.currency }
  const input: CommissionInput = {
    plan,
    deal: {
      ...deal,
      amount,
      firstYearAcv: amount,
      grossMargin: amount,
      lineItems: products.map((product, index) => ({
        product,
        amount: index === 0 ? amount : { ...amount, amountMinor: 0n },
      })),
    },
    credits: [credit],
    // One payment of everything on the day of the close is assumed.
    collections: null,
    periodToDate: new Map(before && [[credit.partnerId, everyPeriod(before)]]),
    fx: fx ? [fx] : [],
  }
  const outcome = evaluateCommission(input, { why: false })
  // Every amount is known and in a currency with a rate, so that nothing is missing.
  if (outcome.kind !== 'lines') throw new Error(`A made-up deal cannot be rated: ${outcome.kind}.`)
  const [line] = outcome.lines
  return { ruleId: line?.ruleId ?? null, amountMinor: line?.amount.amountMinor ?? 0n }
}

function anyone(plan: Plan, rule: Rule | undefined): Witness {
  return {
    credit: {
      creditId: 'C',
      partnerId: 'P',
      partnerType: 'referral',
      programme: null,
      tier: 'any',
      role: rule?.role ?? 'sourced',
      share: { numerator: 1n, denominator: 1n },
      sharePercent: '100',
      registeredAt: null,
      termsDate: null,
    },
    deal: {
      id: 'D',
      currency: plan.currency,
      dealType: null,
      region: null,
      closeDate: plan.effectiveFrom,
      products: ['any'],
    },
  }
}

function onlyAmount({ dealAmount }: When): When {
  return dealAmount ? { dealAmount } : {}
}

function everyPeriod({ revenueMinor, commissionMinor }: Before) {
  const totals: PeriodTotals = {
    sourcedRevenueMinor: revenueMinor,
    influencedRevenueMinor: revenueMinor,
    commissionMinor,
  }
  return { month: totals, quarter: totals, year: totals }
}
