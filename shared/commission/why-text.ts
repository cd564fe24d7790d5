import type { WhyText } from '../contract/card-api.ts'
import { CASH_EARNING_TEXT, earningText } from './earning-text.ts'
import { shown } from './show-exact.ts'
import { failureText } from './why-failure.ts'
import { whySentence } from './why-sentence.ts'
import { stepTexts } from './why-steps.ts'
import type { TriedRule, Why } from './why.ts'

/** The explanation in words: a sentence, the arithmetic, and every rule that did not apply with its reason. */
export function whyText(why: Why, partnerName: string): WhyText {
  return {
    sentence: whySentence(why, partnerName),
    steps: [...stepTexts(why), ...closing(why)],
    notApplied: why.tried
      .filter(({ outcome }) => outcome.kind !== 'applied')
      .map((tried) => notApplied(tried, why)),
  }
}

function closing(why: Why): WhyText['steps'] {
  const fromPayments = why.steps.some(
    (step) => step.step === 'recurring' || (step.step === 'basis' && step.basis === 'collected'),
  )
  const when = fromPayments ? CASH_EARNING_TEXT : earningText(why.plan.earning)
  return [
    { label: 'Commission', value: shown(why.amount) },
    { label: 'Plan', value: `${why.plan.id}, version ${why.plan.version}` },
    ...(why.rule && why.withdrawn === null ? [{ label: 'When', value: when }] : []),
  ]
}

function notApplied({ text, outcome }: TriedRule, why: Why): WhyText['notApplied'][number] {
  const reason =
    outcome.kind === 'failed' ? failureText(outcome.failed, why.plan.currency) : 'An earlier rule applied.'
  return { rule: text, reason }
}
