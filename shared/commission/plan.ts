import type { CreditRole } from '../credit/credit.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import type { BasisName } from './bases.ts'
import type { When } from './conditions.ts'

/** One version of a programme's commission rules. Amounts are minor units of `currency`. */
export interface Plan {
  id: string
  version: number
  currency: CurrencyCode
  /** In which a deal's close date is a calendar date. */
  timeZone: string
  /** Calendar dates, both ends inclusive; null has no end. */
  effectiveFrom: string
  effectiveTo: string | null
  /** Several partners may share the sourcing of one deal; their shares then sum to 100 %. */
  splitSourcing: boolean
  /** Which date must fall into the window: the deal's close, or the day on which the partner was registered or tagged. */
  decidingDate: DecidingDate
  /** What this version means for deals that had their partner before it came into force. */
  openDeals: OpenDeals
  earning: Earning
  /** In the plan's own order. */
  rules: Rule[]
}

export const DECIDING_DATES = ['closeDate', 'registrationDate'] as const
export type DecidingDate = (typeof DECIDING_DATES)[number]

/** `newTerms`: the deciding date alone counts. `keepTerms`: they keep the terms that were in force when the partner came in. */
export const OPEN_DEALS = ['newTerms', 'keepTerms'] as const
export type OpenDeals = (typeof OPEN_DEALS)[number]

export interface Rule {
  id: string
  role: CreditRole
  when: When
  /** null for a flat rate, which needs none. */
  basis: BasisName | null
  rate: Rate
  /** Per deal. A floor lifts a commission on an amount above zero; it never makes one out of nothing. */
  floorMinor: bigint | null
  capMinor: bigint | null
  /** Per partner, over all that the plan pays it in the period of the close date. */
  periodCap: { period: Period; amountMinor: bigint } | null
  /** Comes on top of the first matching rule instead of competing with it. */
  stack: boolean
  /** Who decided on an override. */
  author: string | null
}

export type Rate =
  | ({ kind: 'percent' } & Percent)
  | { kind: 'flat'; amountMinor: bigint }
  /** Each band at its own rate. */
  | { kind: 'graduated'; measure: Measure; bands: readonly Band[] }
  /** The band reached re-rates everything. */
  | { kind: 'volume'; measure: Measure; boundary: Boundary; bands: readonly Band[] }
  /** Each payment of the customer at the rate of the plan year in which it falls; one entry is for every year. */
  | { kind: 'recurring'; perYear: readonly Percent[]; months: number | null }

/** `percent` is the text as published, `fraction` the same as an exact part of one. */
export interface Percent {
  percent: string
  fraction: Rational
}

/** Ascending; null has no end and is the last. */
export interface Band extends Percent {
  upToMinor: bigint | null
}

/** Whether `upTo` itself belongs to the band below (the default) or to the one above. */
export type Boundary = 'inclusive' | 'exclusive'

/** What the bands are measured by: this deal, or what the partner has brought in the period so far. */
export type Measure = { kind: 'deal' } | { kind: 'period'; period: Period; of: Quantity }

export const PERIODS = ['month', 'quarter', 'year'] as const
export type Period = (typeof PERIODS)[number]

export const QUANTITIES = ['sourcedRevenue', 'influencedRevenue'] as const
export type Quantity = (typeof QUANTITIES)[number]

export type Earning =
  | { kind: 'onWon' }
  | { kind: 'onFirstPayment' }
  /** In proportion to what the customer pays. */
  | { kind: 'onCollection' }
  /** On calendar dates in the plan's time zone, in percentages that sum to 100. */
  | { kind: 'dated'; parts: readonly (Percent & { date: string })[] }
export type EarningKind = Earning['kind']
