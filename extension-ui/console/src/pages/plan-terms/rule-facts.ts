import { formatMoney } from '../../format/money.ts'
import { CREDIT_ROLE } from '../../format/words.ts'
import { decimalFault } from './decimal-entry.ts'
import { listOf, recordOf, textOf, type RuleJson } from './terms.ts'
import { BASIS } from './words-of-terms.ts'

export interface RuleFacts {
  role: string
  basis: string
  rate: string
  bounds: string[]
  stack: boolean
}

/** A rule's columns in a table, also while it is half written. */
export function ruleFacts(rule: RuleJson, currency: string): RuleFacts {
  const rate = recordOf(rule.rate)
  const periodCap = recordOf(rule.periodCap)
  const bounds = [
    rule.floor !== undefined && `at least ${shownAmount(rule.floor, currency)}`,
    rule.cap !== undefined && `at most ${shownAmount(rule.cap, currency)}`,
    rule.periodCap !== undefined &&
      `${shownAmount(periodCap.amount, currency)} a ${textOf(periodCap.period) || '?'}`,
  ]
  return {
    role: rule.role === 'sourced' || rule.role === 'influenced' ? CREDIT_ROLE[rule.role] : '?',
    basis: rate.kind === 'flat' ? '–' : (BASIS[textOf(rule.basis)]?.name ?? '?'),
    rate: shownRate(rate, currency),
    bounds: bounds.filter((bound) => bound !== false),
    stack: rule.stack === true,
  }
}

/** An amount with its symbol when it is one; what was typed otherwise. */
export function shownAmount(value: unknown, currency: string): string {
  const text = textOf(value)
  if (text === '') return '?'
  return currency && decimalFault(text) === null ? formatMoney({ amount: text, currency }) : text
}

const percent = (value: unknown) => `${textOf(value) || '?'}\u00a0%`

function shownRate(rate: Record<string, unknown>, currency: string): string {
  switch (rate.kind) {
    case 'percent':
      return percent(rate.percent)
    case 'flat':
      return shownAmount(rate.amount, currency)
    case 'graduated':
    case 'volume': {
      const percents = listOf(rate.bands).map((band) => percent(recordOf(band).percent))
      return `${rate.kind === 'volume' ? 'Volume' : 'Graduated'}: ${percents.join(', ') || '?'}`
    }
    case 'recurring': {
      if (rate.percentByYear !== undefined)
        return `${listOf(rate.percentByYear).map(percent).join(', ') || '?'} by year`
      return `${percent(rate.percent)} for ${textOf(rate.months) ? `${textOf(rate.months)} months` : 'ever'}`
    }
    default:
      return '?'
  }
}
