import type { CurrencyCode, Money } from '../money/money.ts'
import { InvalidAmount, parseStoredMoney } from '../money/parse-decimal.ts'
import type { DealFieldMapping, DealFieldName, DealFieldProblems } from './deal-fields.ts'
import type { Deal } from './deal.ts'

export interface MappedRecord {
  mapping: DealFieldMapping
  /** Of the deal; null where it is in none that we know. */
  currency: CurrencyCode | null
  /** The value of a field by the CRM's name of it, plain decimal text for an amount; undefined where the CRM shows no such field. */
  valueOf(name: string): string | null | undefined
  /** Why there is no such field to be seen and who can mend it, as a sentence. */
  unseen(name: string): string
}

const LONGEST_REGION = 200

/** What the mapped fields say of a deal. What cannot be used is unknown, never zero, and the problem says why. */
export function readDealFields(
  record: MappedRecord,
): Pick<Deal, 'firstYearAcv' | 'grossMargin' | 'region' | 'fieldProblems'> {
  const problems: DealFieldProblems = {}
  const textOf = (field: DealFieldName): string | null => {
    const name = record.mapping[field]
    if (name === undefined) return null
    const value = record.valueOf(name)
    if (value === undefined) problems[field] = record.unseen(name)
    return value?.trim() || null
  }
  const amountOf = (field: DealFieldName): Money | null => {
    const text = textOf(field)
    if (text === null) return null
    if (record.currency === null) {
      problems[field] = 'The currency of the deal is not known.'
      return null
    }
    try {
      return parseStoredMoney(text, record.currency, { signed: true })
    } catch (error) {
      if (!(error instanceof InvalidAmount)) throw error
      problems[field] = error.message
      return null
    }
  }
  const regionOf = (): string | null => {
    const text = textOf('region')
    if (text === null || text.length <= LONGEST_REGION) return text
    problems.region = `"${text.slice(0, 40)}…" is longer than a region can be (${LONGEST_REGION} characters).`
    return null
  }
  return {
    firstYearAcv: amountOf('firstYearAcv'),
    grossMargin: amountOf('grossMargin'),
    region: regionOf(),
    fieldProblems: problems,
  }
}
