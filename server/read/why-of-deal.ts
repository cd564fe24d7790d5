import { displayMoney, fromMoneyJson } from '../../shared/money/format.ts'
import type { WhyText } from '../../shared/contract/card-api.ts'
import type { FailedCondition } from '../../shared/commission/conditions.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import type { Why, WhyStep } from '../../shared/commission/why.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import { joined } from './commission-state.ts'

/**
 * Why a deal earns what it earns, for one viewer. Who may not see money in the console reads of this deal alone: not what the
 * partner brought or was paid on its other deals, and no rule that was made for other partners.
 */
export function whyFor(actor: Actor, whys: readonly Why[], partnerName: string): WhyText | null {
  if (may(actor.roles, 'viewMoney')) return joined(whys, partnerName)
  const texts = whys.map((why) => ofDealAlone(why, partnerName))
  const [first] = texts
  if (!first) return null
  return {
    sentence: texts.map(({ sentence }) => sentence).join(' '),
    steps: texts.flatMap(({ steps }) => steps),
    notApplied: first.notApplied,
  }
}

function ofDealAlone(why: Why, partnerName: string): WhyText {
  const period = why.steps.find((step) => step.step === 'period')
  const hidden: readonly WhyStep['step'][] = period ? [...OF_PERIOD, 'period_cap'] : ['period_cap']
  const tried = why.tried.filter(
    ({ outcome }) => outcome.kind !== 'failed' || !FOR_OTHERS.includes(outcome.failed.condition),
  )
  const { steps, notApplied } = whyText(
    { ...why, tried, steps: why.steps.filter(({ step }) => !hidden.includes(step)) },
    partnerName,
  )
  const sentence =
    period && why.withdrawn === null
      ? `${partnerName} ${why.inputs.role} this deal: by its rate for what it brought in ${period.period} that is ${displayMoney(fromMoneyJson(why.amount))}.`
      : whyText(why, partnerName).sentence
  return { sentence, steps, notApplied }
}

/** The arithmetic of a rate that goes by the period shows where in it the partner stands. */
const OF_PERIOD = ['period', 'band', 'volume', 'sum'] as const

/** The role is looked at first: a rule of another role may name partners as well. */
const FOR_OTHERS: readonly FailedCondition['condition'][] = ['role', 'partners']
