import type { WhyText } from '../contract/card-api.ts'
import type { MoneyJson } from '../contract/money-json.ts'
import { BASES } from './bases.ts'
import { QUANTITY_TEXT } from './describe-rate.ts'
import { shown, shownExact } from './show-exact.ts'
import type { Why, WhyStep } from './why.ts'
import { shownDate } from '../shown-date.ts'

type StepText = WhyText['steps'][number]

/** The arithmetic, a label and a value each. */
export function stepTexts(why: Why): StepText[] {
  const { currency } = why.plan
  const recurring = why.steps.find((step) => step.step === 'recurring')
  const payments = recurring?.net.currency ?? currency
  let beforeFx = recurring !== undefined
  return why.steps.flatMap((step) => {
    if (step.step === 'fx') beforeFx = false
    return stepText(step, beforeFx ? payments : currency, why.inputs.closeDate)
  })
}

/** `currency`: of the exact amounts of the step. */
function stepText(step: WhyStep, currency: string, closeDate: string): StepText[] {
  const exact = (text: string) => shownExact(text, currency)
  switch (step.step) {
    case 'assumed_collection':
      return [one('Assumed until the customer pays', `${shown(step.amount)} on ${shownDate(step.on)}`)]
    case 'basis':
      return [
        ...(step.lineItems ?? []).map(({ product, amount }) => one(`Line item: ${product}`, shown(amount))),
        ...(step.collections ?? []).map(({ on, net }) =>
          one(
            net.amount.startsWith('-')
              ? `Refund of ${shownDate(on)}, net`
              : `Payment of ${shownDate(on)}, net`,
            shown(net),
          ),
        ),
        one(capitalised(BASES[step.basis].replace(/^the /, '')), shown(step.amount)),
      ]
    case 'fx': {
      const said = `1 ${step.from} = ${step.rate} ${step.to} on ${shownDate(step.on)}`
      return [
        one('Exchange rate', said),
        one(step.inverse ? 'Converted by its inverse' : 'Converted', exact(step.exact)),
      ]
    }
    case 'percent':
      return [one('Rate', `${step.percent} %`)]
    case 'flat':
      return [one('Flat amount', shown(step.amount))]
    case 'period':
      return [
        one(
          `${capitalised(QUANTITY_TEXT[step.of].replace(' that they', ''))} in ${step.period} before`,
          shown(step.before),
        ),
        one('With this deal', exact(step.after)),
      ]
    case 'band':
      return [one(`${step.percent} % ${between(step)}`, `${exact(step.slice)} → ${exact(step.exact)}`)]
    case 'volume':
      return [
        one(
          `${step.percent} % ${between(step)}${VOLUME_AT[step.at]}`,
          `${exact(step.position)} → ${exact(step.exact)}`,
        ),
      ]
    case 'recurring':
      return [recurringText(step, exact(step.exact), closeDate)]
    case 'sum':
      return [one('Together', exact(step.exact))]
    case 'below_zero':
      return [one('Below zero', 'nothing is earned')]
    case 'floor':
      return [one('Raised to the minimum', shown(step.amount))]
    case 'cap':
      return [one('Limited by the cap', shown(step.amount))]
    case 'share':
      return [one('Share of the credit', `${step.percent} %`)]
    case 'rounding':
      return [one(`Rounded ${step.rounding} from ${exact(step.exact)}`, shown(step.amount))]
    case 'split':
      return [
        one(`Shared by the ${step.parts.length} partners that sourced the deal`, shown(step.total)),
        ...step.parts
          .filter(({ creditId }) => creditId === step.own)
          .map(({ share, amount }) => one(`Share of ${share} %`, shown(amount))),
      ]
    case 'period_cap':
      return [
        one(`Paid in ${step.period} before, of at most ${shown(step.cap)}`, shown(step.before)),
        one(step.limits ? 'Limited to what is left' : 'Left in the period', shown(step.remaining)),
      ]
  }
}

const VOLUME_AT = { deal: '', with_deal: ', with this deal', before_deal: ', before it (subtracted)' }

function recurringText(
  step: Extract<WhyStep, { step: 'recurring' }>,
  exact: string,
  closeDate: string,
): StepText {
  const label = `${step.net.amount.startsWith('-') ? 'Refund' : 'Payment'} of ${shownDate(step.on)}, net ${shown(step.net)}`
  if (step.percent === null && step.refunds === null && step.on < closeDate)
    return one(label, `before the deal closed on ${shownDate(closeDate)}, when the term begins`)
  if (step.percent === null) return one(label, 'outside the term')
  return one(label, `year ${step.year} at ${step.percent} % → ${exact}`)
}

/** "up to $10,000.00", "from $10,000.00 to $25,000.00", "above $25,000.00"; nothing for a band that is alone. */
export function between({ from, upTo }: { from: MoneyJson | null; upTo: MoneyJson | null }): string {
  if (from === null) return upTo === null ? 'of everything' : `up to ${shown(upTo)}`
  return upTo === null ? `above ${shown(from)}` : `from ${shown(from)} to ${shown(upTo)}`
}

function one(label: string, value: string): StepText {
  return { label, value }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
