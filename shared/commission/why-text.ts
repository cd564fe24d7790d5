import type { WhyText } from '../contract/card-api.ts'
import { displayMoney, fromMoneyJson } from '../money/format.ts'
import type { MoneyJson } from '../contract/money-json.ts'
import { BASES } from './bases.ts'
import type { FailedCondition } from './conditions.ts'
import { EARNING_TEXT } from './earning.ts'
import type { TriedRule, Why, WhyStep } from './why.ts'

/** The explanation in words: a sentence, the arithmetic, and every rule that did not apply with its reason. */
export function whyText(why: Why, partnerName: string): WhyText {
  return {
    sentence: sentence(why, partnerName),
    steps: [...why.steps.map(stepText), ...closing(why)],
    notApplied: why.tried.filter(({ outcome }) => outcome.kind !== 'applied').map(notApplied),
  }
}

function sentence(why: Why, partnerName: string): string {
  const did = `${partnerName} ${why.inputs.role} this deal`
  const amount = shown(why.amount)
  if (why.withdrawn !== null) return `${did}, but ${why.withdrawn}: nothing is due.`
  if (why.outsidePlan) {
    const { effectiveFrom, effectiveTo } = why.outsidePlan
    const window = effectiveTo === null ? `from ${effectiveFrom}` : `from ${effectiveFrom} to ${effectiveTo}`
    return `${did}, but it closes on ${why.inputs.closeDate} and the plan is for deals that close ${window}: nothing is due.`
  }
  if (!why.rule) return `${did}, but no rule of the plan applies: nothing is due.`
  const [basis, rate] = why.steps
  const bound = why.steps.find(({ step }) => step === 'cap' || step === 'floor')
  const base =
    rate?.step === 'percent' && basis?.step === 'basis'
      ? `${rate.percent} % of the ${BASES[basis.basis].label} ${shown(basis.amount)}`
      : `a flat ${rate?.step === 'flat' ? shown(rate.amount) : amount}`
  if (why.steps.some(({ step }) => step === 'below_zero'))
    return `${did}, but its amount is below zero: ${amount} is due.`
  const limited =
    bound?.step === 'cap'
      ? ', limited by the cap,'
      : bound?.step === 'floor'
        ? ', raised to the minimum,'
        : ''
  const share = why.inputs.shareBps === 10_000 ? '' : ` for a share of ${percentOf(why.inputs.shareBps)} %`
  return rate?.step === 'flat' && !limited && !share
    ? `${did}: ${base}.`
    : `${did}: ${base}${limited}${share} is ${amount}.`
}

function stepText(step: WhyStep): WhyText['steps'][number] {
  switch (step.step) {
    case 'basis':
      return { label: capitalised(BASES[step.basis].label), value: shown(step.amount) }
    case 'percent':
      return { label: 'Rate', value: `${step.percent} %` }
    case 'flat':
      return { label: 'Flat amount', value: shown(step.amount) }
    case 'share':
      return { label: 'Share of the credit', value: `${percentOf(step.shareBps)} %` }
    case 'floor':
      return { label: 'Raised to the minimum', value: shown(step.amount) }
    case 'cap':
      return { label: 'Limited by the cap', value: shown(step.amount) }
    case 'below_zero':
      return { label: 'Below zero', value: 'nothing is earned' }
    case 'rounding':
      return { label: `Rounded ${step.rounding}`, value: shown(step.amount) }
  }
}

function closing(why: Why): WhyText['steps'] {
  return [
    { label: 'Commission', value: shown(why.amount) },
    { label: 'Plan', value: `${why.plan.id}, version ${why.plan.version}` },
    ...(why.rule && why.withdrawn === null ? [{ label: 'When', value: EARNING_TEXT[why.plan.earning] }] : []),
  ]
}

function notApplied({ text, outcome }: TriedRule): WhyText['notApplied'][number] {
  const reason = outcome.kind === 'failed' ? failure(outcome.failed) : 'An earlier rule applied.'
  return { rule: text, reason }
}

const FAILURES: Record<FailedCondition['condition'], (failed: FailedCondition) => string> = {
  role: ({ wanted, found }) => `It is for ${wanted} partners; this one is ${found}.`,
  partners: () => 'It is for another partner.',
  deals: () => 'It is for another deal.',
  partnerTypes: ({ wanted, found }) => `It is for ${words(wanted)} partners; this one is ${words(found)}.`,
  tiers: ({ wanted, found }) => `It is for tier ${wanted}; this partner is ${found}.`,
  dealTypes: ({ wanted, found }) => `It is for ${wanted} deals; the type of this one is ${found}.`,
  dealAmount: ({ wanted, found }) => `It is for deals of ${wanted}; this one is ${found}.`,
}

function failure(failed: FailedCondition): string {
  return FAILURES[failed.condition](failed)
}

function shown(amount: MoneyJson): string {
  return displayMoney(fromMoneyJson(amount))
}

function percentOf(bps: number): string {
  const text = String(bps).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, '')
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function words(text: string): string {
  return text.replaceAll('_', ' ')
}
