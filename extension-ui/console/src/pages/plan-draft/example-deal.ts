import type { ExampleRequest, PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { decimalFault, optionalDecimalFault } from '../plan-terms/decimal-entry.ts'
import { textOf, type Terms } from '../plan-terms/terms.ts'

/** The deal of the worked example as it is typed. */
export interface ExampleDeal {
  amount: string
  /** Empty: the plan's. */
  currency: string
  firstYearAcv: string
  grossMargin: string
  dealType: '' | 'new' | 'renewal' | 'upsell'
  tier: string
  closeDate: string
  region: string
  product: string
  registeredDaysBefore: string
  revenueBefore: string
}

export type ExampleFaults = Partial<Record<keyof ExampleDeal, string>>

export function exampleFaults(deal: ExampleDeal): ExampleFaults {
  const faults: Partial<Record<keyof ExampleDeal, string | null>> = {
    amount: decimalFault(deal.amount),
    currency: /^([A-Z]{3})?$/.test(deal.currency) ? null : 'Three capital letters, such as EUR.',
    firstYearAcv: optionalDecimalFault(deal.firstYearAcv),
    grossMargin: optionalDecimalFault(deal.grossMargin),
    revenueBefore: optionalDecimalFault(deal.revenueBefore),
    closeDate: /^\d{4}-\d{2}-\d{2}$/.test(deal.closeDate) ? null : 'Choose a day.',
    registeredDaysBefore:
      /^\d{0,4}$/.test(deal.registeredDaysBefore) && Number(deal.registeredDaysBefore) <= 3650
        ? null
        : 'A number of days, up to 3650.',
  }
  return Object.fromEntries(
    Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}

/** What is asked of the server; null while something typed cannot be sent. */
export function exampleRequest(terms: Terms, deal: ExampleDeal, planCurrency: string): ExampleRequest | null {
  const currency = deal.currency || planCurrency
  if (!currency || Object.keys(exampleFaults(deal)).length > 0) return null
  return {
    terms,
    deal: {
      amount: { amount: deal.amount, currency },
      firstYearAcv: deal.firstYearAcv || null,
      grossMargin: deal.grossMargin || null,
      dealType: deal.dealType || null,
      region: deal.region.trim() || null,
      product: deal.product.trim() || null,
      closeDate: deal.closeDate,
    },
    tier: deal.tier,
    registeredDaysBefore: deal.registeredDaysBefore === '' ? null : Number(deal.registeredDaysBefore),
    revenueBefore: deal.revenueBefore || null,
  }
}

/** A deal to begin with: of today, or of the plan's first day when that is still to come. */
export function firstExample(draft: Pick<PlanDraftView, 'terms' | 'programme'>, today: string): ExampleDeal {
  const from = textOf(draft.terms.effectiveFrom)
  return {
    amount: '48000',
    currency: '',
    firstYearAcv: '48000',
    grossMargin: '',
    dealType: 'new',
    tier: draft.programme.tiers.at(-1) ?? '',
    closeDate: from > today ? from : today,
    region: '',
    product: '',
    registeredDaysBefore: '',
    revenueBefore: '',
  }
}
