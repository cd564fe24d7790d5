import { oneCreditPerPartner } from '../credit/credit.ts'
import { toMoneyJson } from '../money/format.ts'
import { type CurrencyCode, type Money, money } from '../money/money.ts'
import { divideRounded, halfAwayFromZero, type Rational } from '../money/rounding.ts'
import { BASES, type BasisName } from './bases.ts'
import { failedCondition, isOverride } from './conditions.ts'
import type { CommissionCredit, CommissionDeal } from './deal.ts'
import { describeRule } from './describe-rule.ts'
import type { Plan, Rule } from './plan.ts'
import { rateAmount } from './rates.ts'
import type { TriedRule, Why, WhyStep } from './why.ts'

export interface CommissionLine {
  creditId: string
  partnerId: string
  /** null when no rule applies; the amount is then zero. */
  ruleId: string | null
  amount: Money
  why: Why
}

export type CommissionOutcome =
  /** One line per credit, and one more for each stacked rule that matches. */
  | { kind: 'lines'; lines: CommissionLine[] }
  /** The amount that a rule needs is unknown, so the commission is too: it is not zero. */
  | { kind: 'no_amount'; missing: BasisName }
  /** The deal is in another currency than the plan. */
  | { kind: 'needs_rate'; from: CurrencyCode; to: CurrencyCode }

/**
 * What each credit of a deal earns under a plan. Pure: preview and accrual call it with the same inputs and get the same
 * cents on any day. Fractions stay exact up to one rounding per line, half away from zero.
 */
export function evaluateCommission(input: {
  plan: Plan
  deal: CommissionDeal
  credits: readonly CommissionCredit[]
}): CommissionOutcome {
  const { plan, deal } = input
  if (!deal.amount) return { kind: 'no_amount', missing: 'dealAmount' }
  if (deal.amount.currency !== plan.currency) {
    return { kind: 'needs_rate', from: deal.amount.currency, to: plan.currency }
  }
  const lines: CommissionLine[] = []
  for (const credit of oneCreditPerPartner(input.credits)) {
    const { applied, tried } = tryRules(plan, deal, credit)
    for (const rule of applied) {
      const basis = BASES[rule.basis].of(deal)
      if (!basis) return { kind: 'no_amount', missing: rule.basis }
      if (basis.currency !== plan.currency)
        return { kind: 'needs_rate', from: basis.currency, to: plan.currency }
      lines.push(lineOf(plan, deal, credit, tried, rule, basis))
    }
    if (applied.length === 0) lines.push(lineOf(plan, deal, credit, tried, null, null))
  }
  return { kind: 'lines', lines }
}

/** Whether a close date falls under the plan; both ends belong to it. */
export function isInForce(plan: Pick<Plan, 'effectiveFrom' | 'effectiveTo'>, closeDate: string): boolean {
  return closeDate >= plan.effectiveFrom && (plan.effectiveTo === null || closeDate <= plan.effectiveTo)
}

function tryRules(
  plan: Plan,
  deal: CommissionDeal,
  credit: CommissionCredit,
): { applied: Rule[]; tried: TriedRule[] } {
  const applied: Rule[] = []
  const tried: TriedRule[] = []
  if (!isInForce(plan, deal.closeDate)) return { applied, tried }
  let decided = false
  const overridesFirst = [...plan.rules].sort(
    (a, b) => Number(isOverride(b.when)) - Number(isOverride(a.when)),
  )
  for (const rule of overridesFirst) {
    const text = describeRule(rule, plan.currency)
    const failed =
      rule.role === credit.role
        ? failedCondition(rule.when, deal, credit, plan.currency)
        : ({ condition: 'role', wanted: rule.role, found: credit.role } as const)
    if (failed) {
      tried.push({ id: rule.id, text, outcome: { kind: 'failed', failed } })
      continue
    }
    if (decided && !rule.stack) {
      tried.push({ id: rule.id, text, outcome: { kind: 'not_reached' } })
      continue
    }
    applied.push(rule)
    tried.push({ id: rule.id, text, outcome: { kind: 'applied' } })
    if (!rule.stack) decided = true
  }
  return { applied, tried }
}

function lineOf(
  plan: Plan,
  deal: CommissionDeal,
  credit: CommissionCredit,
  tried: TriedRule[],
  rule: Rule | null,
  basis: Money | null,
): CommissionLine {
  const { amount, steps } =
    rule && basis ? amountOf(plan, credit, rule, basis) : { amount: money(0n, plan.currency), steps: [] }
  const why: Why = {
    plan: { id: plan.id, version: plan.version, currency: plan.currency, earning: plan.earning },
    inputs: {
      dealId: deal.id,
      dealAmount: deal.amount && toMoneyJson(deal.amount),
      firstYearAcv: deal.firstYearAcv && toMoneyJson(deal.firstYearAcv),
      dealType: deal.dealType,
      closeDate: deal.closeDate,
      partnerId: credit.partnerId,
      partnerType: credit.partnerType,
      tier: credit.tier,
      role: credit.role,
      shareBps: credit.shareBps,
    },
    rule: rule && { id: rule.id, text: describeRule(rule, plan.currency) },
    outsidePlan: isInForce(plan, deal.closeDate)
      ? null
      : { effectiveFrom: plan.effectiveFrom, effectiveTo: plan.effectiveTo },
    withdrawn: null,
    tried,
    steps,
    amount: toMoneyJson(amount),
  }
  return { creditId: credit.creditId, partnerId: credit.partnerId, ruleId: rule?.id ?? null, amount, why }
}

function amountOf(
  plan: Plan,
  credit: CommissionCredit,
  rule: Rule,
  basis: Money,
): { amount: Money; steps: WhyStep[] } {
  const json = (minor: bigint) => toMoneyJson(money(minor, plan.currency))
  const steps: WhyStep[] = [{ step: 'basis', basis: rule.basis, amount: toMoneyJson(basis) }]
  let exact = rateAmount(rule.rate, basis.amountMinor)
  if (rule.rate.kind === 'percent')
    steps.push({ step: 'percent', percent: rule.rate.percent, exact: shown(exact) })
  else steps.push({ step: 'flat', amount: json(rule.rate.amountMinor) })
  if (exact.numerator < 0n) {
    exact = { numerator: 0n, denominator: 1n }
    steps.push({ step: 'below_zero' })
  }
  if (rule.floorMinor !== null && exact.numerator < rule.floorMinor * exact.denominator) {
    exact = { numerator: rule.floorMinor, denominator: 1n }
    steps.push({ step: 'floor', amount: json(rule.floorMinor) })
  }
  if (rule.capMinor !== null && exact.numerator > rule.capMinor * exact.denominator) {
    exact = { numerator: rule.capMinor, denominator: 1n }
    steps.push({ step: 'cap', amount: json(rule.capMinor) })
  }
  if (credit.shareBps !== 10_000) {
    exact = { numerator: exact.numerator * BigInt(credit.shareBps), denominator: exact.denominator * 10_000n }
    steps.push({ step: 'share', shareBps: credit.shareBps, exact: shown(exact) })
  }
  const amount = money(divideRounded(exact.numerator, exact.denominator, halfAwayFromZero), plan.currency)
  if (exact.numerator % exact.denominator !== 0n) {
    steps.push({
      step: 'rounding',
      rounding: 'half away from zero',
      exact: shown(exact),
      amount: toMoneyJson(amount),
    })
  }
  return { amount, steps }
}

function shown({ numerator, denominator }: Rational): string {
  return `${numerator}/${denominator}`
}
