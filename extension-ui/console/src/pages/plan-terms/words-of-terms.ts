import type { RateKind } from './rate-kind.ts'

/** Every choice of a plan with the sentence that explains it: one table each, in the order in which they are offered. */
export interface Choice {
  name: string
  means: string
}

export const DECIDING_DATE: Record<'closeDate' | 'registrationDate', Choice> = {
  closeDate: {
    name: 'The day on which the deal is won',
    means: 'A deal gets the version whose window holds its close date.',
  },
  registrationDate: {
    name: 'The day on which the partner came in',
    means: 'A deal gets the version that was in force when its partner was registered or tagged.',
  },
}

export const OPEN_DEALS: Record<'newTerms' | 'keepTerms', Choice> = {
  newTerms: {
    name: 'They get these terms',
    means: 'Deals that had a partner before this version follow it like any other.',
  },
  keepTerms: {
    name: 'They keep the terms that they had',
    means: 'A deal that had its partner before this version stays with the version of that day.',
  },
}

export const EARNING: Record<'onCollection' | 'onFirstPayment' | 'onWon' | 'dated', Choice> = {
  onCollection: {
    name: 'As the customer pays',
    means: 'Each payment makes the same share of the commission payable; a refund takes its share back.',
  },
  onFirstPayment: {
    name: 'With the first payment',
    means: 'The customer’s first payment makes the whole commission payable.',
  },
  onWon: { name: 'When the deal is won', means: 'Payable at once, whether or not the customer has paid.' },
  dated: { name: 'In parts on fixed dates', means: 'Each part becomes payable on its date; together 100 %.' },
}

export const BASIS: Record<string, Choice> = {
  dealAmount: { name: 'Deal amount', means: 'The whole amount of the deal as the CRM has it.' },
  firstYearAcv: { name: 'First-year ACV', means: 'What the customer pays for the first year.' },
  lineItems: {
    name: 'Line items',
    means: 'The sum of the deal’s line items, only those of the products below if any are named.',
  },
  grossMargin: { name: 'Gross margin', means: 'What is left of the deal after its costs.' },
  collected: {
    name: 'Collected',
    means: 'What the customer has really paid, without tax, shipping, refunds and discounts.',
  },
}

export const RATE: Record<RateKind, Choice> = {
  percent: { name: 'Percent', means: 'One percentage of the basis.' },
  flat: { name: 'Flat amount', means: 'The same amount for every deal; no basis is needed.' },
  graduated: {
    name: 'Graduated',
    means: 'Each band of the amount is paid at its own percentage, so a larger deal never pays less.',
  },
  volume: {
    name: 'Volume',
    means: 'The band that is reached sets the percentage for everything, so there is a step at each end.',
  },
  recurring: {
    name: 'Recurring',
    means: 'A percentage of every payment of the customer, for some months or a different one each year.',
  },
}

export const MEASURE_QUANTITY: Record<'sourcedRevenue' | 'influencedRevenue', string> = {
  sourcedRevenue: 'sourced revenue',
  influencedRevenue: 'influenced revenue',
}

export const PERIOD: Record<'month' | 'quarter' | 'year', string> = {
  month: 'month',
  quarter: 'quarter',
  year: 'year',
}

export const DEAL_TYPE: Record<'new' | 'renewal' | 'upsell', string> = {
  new: 'New business',
  renewal: 'Renewal',
  upsell: 'Upsell',
}
