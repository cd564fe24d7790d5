import type { CreditRole } from '../credit/credit.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import type { BasisName } from './bases.ts'
import type { When } from './conditions.ts'
import type { EarningKind } from './earning.ts'

/** One version of a programme's commission rules. Amounts are minor units of `currency`. */
export interface Plan {
  id: string
  version: number
  currency: CurrencyCode
  /** In which a deal's close date is a calendar date. */
  timeZone: string
  /** Close dates, both ends inclusive; null has no end. */
  effectiveFrom: string
  effectiveTo: string | null
  earning: EarningKind
  /** In the plan's own order. */
  rules: Rule[]
}

export interface Rule {
  id: string
  role: CreditRole
  when: When
  basis: BasisName
  rate: Rate
  floorMinor: bigint | null
  capMinor: bigint | null
  /** Comes on top of the first matching rule instead of competing with it. */
  stack: boolean
}

export type Rate =
  /** `percent` is the text as published, `fraction` the same as an exact part of one. */
  { kind: 'percent'; percent: string; fraction: Rational } | { kind: 'flat'; amountMinor: bigint }
