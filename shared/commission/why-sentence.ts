import { BASES } from './bases.ts'
import { shown } from './show-exact.ts'
import { between } from './why-steps.ts'
import type { Why, WhyStep } from './why.ts'
import { shownDate } from '../shown-date.ts'

type Step<K extends WhyStep['step']> = Extract<WhyStep, { step: K }>

/** One plain sentence that says what the partner gets and from what. */
export function whySentence(why: Why, partnerName: string): string {
  const did = `${partnerName} ${why.inputs.role} this deal`
  if (why.withdrawn !== null) return `${did}, but ${why.withdrawn}: nothing is due.`
  if (why.outsidePlan) return `${did}, but ${outside(why.outsidePlan)}: nothing is due.`
  if (!why.rule) return `${did}, but no rule of the plan applies: nothing is due.`
  if (why.steps.some(({ step }) => step === 'below_zero'))
    return `${did}, but what the commission is computed from is below zero: nothing is due.`
  if (nothingPaid(why)) return `${did}: it earns with what the customer pays, which is nothing yet.`
  const made = makes(why)
  const limits = qualifiers(why)
  const flat = made.startsWith('a flat') && limits === ''
  return flat ? `${did}: ${made}.` : `${did}: ${made}${limits} is ${shown(why.amount)}.`
}

function outside({
  effectiveFrom,
  effectiveTo,
  decidingDate,
  date,
}: NonNullable<Why['outsidePlan']>): string {
  const window =
    effectiveTo === null
      ? `from ${shownDate(effectiveFrom)}`
      : `from ${shownDate(effectiveFrom)} to ${shownDate(effectiveTo)}`
  return decidingDate === 'registrationDate'
    ? `its partner came in on ${shownDate(date)} and the plan is for partners that came in ${window}`
    : `it closes on ${shownDate(date)} and the plan is for deals that close ${window}`
}

function nothingPaid({ steps }: Why): boolean {
  const basis = find(steps, 'basis')
  const [first] = steps
  if (first?.step === 'sum') return true
  return basis?.basis === 'collected' && basis.collections?.length === 0
}

/** What the rate is and of what: "15 % of the deal amount $48,000.00". */
function makes({ steps }: Why): string {
  const flat = find(steps, 'flat')
  if (flat) return `a flat ${shown(flat.amount)}`
  const payments = steps.filter((step) => step.step === 'recurring')
  if (payments.length > 0) return recurring(payments, find(steps, 'assumed_collection'))
  const basis = find(steps, 'basis')
  const of = basis ? `${BASES[basis.basis]} ${shown(basis.amount)}` : 'the deal'
  const percent = find(steps, 'percent')
  if (percent) return `${percent.percent} % of ${of}`
  const period = find(steps, 'period')
  const onTop = period ? ` on top of ${shown(period.before)} in ${period.period}` : ''
  const reached = find(steps, 'volume')
  if (reached) {
    const whole = `${reached.percent} % (the rate ${between(reached)})`
    return period ? `${of}${onTop}, all of it at ${whole} less what was earned before,` : `${whole} of ${of}`
  }
  const bands = steps.filter((step) => step.step === 'band')
  const [first] = bands
  const last = bands.at(-1)
  if (!first || !last || first === last)
    return first ? `${first.percent} % of ${of}${onTop}` : `${of}${onTop}`
  return `${of}${onTop}, in ${bands.length} bands from ${first.percent} % to ${last.percent} %,`
}

function recurring(
  payments: readonly Step<'recurring'>[],
  assumed: Step<'assumed_collection'> | undefined,
): string {
  const percents = [...new Set(payments.flatMap(({ percent }) => percent ?? []))]
  const rate = percents.length === 0 ? 'nothing' : `${percents.join(' % or ')} %`
  if (assumed) return `${rate} of a first payment of ${shown(assumed.amount)}`
  const [only, ...more] = payments
  if (only && more.length === 0) return `${rate} of the payment of ${shown(only.net)}`
  const refunds = payments.some(({ net }) => net.amount.startsWith('-'))
  return `${rate} of each of ${payments.length} payments${refunds ? ' and refunds' : ''}`
}

/** What else made the amount, ready to stand before "is". */
function qualifiers({ steps, inputs }: Why): string {
  const assumed = find(steps, 'assumed_collection')
  const fx = find(steps, 'fx')
  const parts = [
    assumed && ', if the customer pays it all,',
    fx && `, at ${fx.rate} ${fx.to} for 1 ${fx.from} of ${shownDate(fx.on)},`,
    find(steps, 'cap') && ', limited by the cap,',
    find(steps, 'floor') && ', raised to the minimum,',
    inputs.share !== '100' && ` for a share of ${inputs.share} %`,
    steps.some((step) => step.step === 'period_cap' && step.limits) &&
      `, limited to what is left of the cap for ${find(steps, 'period_cap')?.period},`,
  ]
  return parts
    .filter((part) => typeof part === 'string')
    .join('')
    .replaceAll(',,', ',')
}

function find<K extends WhyStep['step']>(steps: readonly WhyStep[], kind: K): Step<K> | undefined {
  return steps.find((step): step is Step<K> => step.step === kind)
}
