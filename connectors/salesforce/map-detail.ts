import type { DealDetail, DetailKind, GoneDetail } from '../../shared/crm/deal-detail.ts'
import { withoutExponent } from './exact-json.ts'
import { instantOf } from './map-opportunity.ts'
import { readAmount } from './read-amount.ts'
import type { Row } from './wire.ts'

export interface DetailSurroundings {
  /** What amounts are in where the org has one currency. */
  homeCurrency: string
  fields: readonly string[]
}

/** A detail in the product's words. Total, like `mapOpportunity`. */
export function mapDetail(kind: DetailKind, row: Row, around: DetailSurroundings): DealDetail | GoneDetail {
  const externalId = row['Id'] ?? ''
  if (row['IsDeleted'] === 'true') return { kind: 'gone', externalId }
  const common = {
    externalId,
    dealExternalId: row['OpportunityId'] ?? '',
    modifiedAt: instantOf(row['SystemModstamp']),
  }
  const role = row['Role'] ?? null
  const primary = row['IsPrimary'] === 'true'
  switch (kind) {
    case 'line_item':
      return {
        kind,
        ...common,
        productCode: row['ProductCode'] ?? null,
        productName: row['Product2.Name'] ?? row['Name'] ?? null,
        quantity: plainDecimal(row['Quantity'] ?? null),
        ...priceOf(row, around),
      }
    case 'native_partner':
      return { kind, ...common, accountExternalId: row['AccountToId'] ?? '', role, primary }
    case 'contact_role': {
      const contactName = row['Contact.Name'] ?? null
      return { kind, ...common, contactExternalId: row['ContactId'] ?? '', contactName, role, primary }
    }
  }
}

function priceOf(row: Row, { homeCurrency, fields }: DetailSurroundings) {
  const { amount, currency, amountProblem } = readAmount(
    row['TotalPrice'] ?? null,
    row['CurrencyIsoCode'] ?? homeCurrency,
  )
  const hidden = 'The connected Salesforce user may not see the field TotalPrice of Opportunity Product.'
  return { amount, currency, amountProblem: fields.includes('TotalPrice') ? amountProblem : hidden }
}

/** The same number without an exponent and without zeros that say nothing; null for what is no decimal number. */
export function plainDecimal(text: string | null): string | null {
  const plain = text === null ? '' : withoutExponent(text)
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}
