import type { Why, WhyStep } from '../../shared/commission/why.ts'

/** As explanations were stored by version 1: the earning by its kind, the share in basis points. */
interface EarlierWhy extends Omit<Why, 'plan' | 'inputs' | 'outsidePlan' | 'steps'> {
  plan: Omit<Why['plan'], 'earning'> & { earning: 'onWon' | 'onFirstPayment' | 'onCollection' }
  inputs: Omit<
    Why['inputs'],
    'grossMargin' | 'products' | 'region' | 'programme' | 'share' | 'registeredAt' | 'termsDate'
  > & { shareBps: number }
  outsidePlan: { effectiveFrom: string; effectiveTo: string | null } | null
  steps: (Exclude<WhyStep, { step: 'share' }> | { step: 'share'; shareBps: number; exact: string })[]
}

/** An explanation as it was stored, whenever that was, in today's form. */
export function storedWhy(json: unknown): Why {
  // The column is written by `insertCalculation` alone and never changed; the earning tells which of its two forms it is.
  const stored = json as Why | EarlierWhy
  return isEarlier(stored) ? inTodaysForm(stored) : stored
}

function isEarlier(why: Why | EarlierWhy): why is EarlierWhy {
  return typeof why.plan.earning === 'string'
}

function inTodaysForm(why: EarlierWhy): Why {
  const { shareBps, ...inputs } = why.inputs
  const { outsidePlan } = why
  return {
    ...why,
    plan: { ...why.plan, earning: { kind: why.plan.earning } },
    inputs: {
      ...inputs,
      grossMargin: null,
      products: null,
      region: null,
      programme: null,
      share: percentText(shareBps),
      registeredAt: null,
      termsDate: null,
    },
    outsidePlan: outsidePlan && { ...outsidePlan, decidingDate: 'closeDate', date: inputs.closeDate },
    steps: why.steps.map((step) =>
      step.step === 'share' && 'shareBps' in step
        ? { step: 'share', percent: percentText(step.shareBps), exact: step.exact }
        : step,
    ),
  }
}

/** Basis points as a percentage: 3334 is "33.34". */
export function percentText(bps: number): string {
  const text = String(bps).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, '')
}
