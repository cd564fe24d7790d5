import { decimalProduct } from './decimal-product.ts'
import type { ObjectTypeId } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { CrmRecord } from './record.ts'

/** A property's value as requests show it; null when unset, undefined when the portal has no such property. */
export function readProperty(
  portal: Portal,
  type: ObjectTypeId,
  record: CrmRecord,
  name: string,
): string | null | undefined {
  switch (name) {
    case 'hs_object_id':
      return record.id
    case 'createdate':
    case 'hs_createdate':
      if (portal.properties[type].get(name) === undefined) return undefined
      return isoOf(record.createdAt)
    case 'hs_lastmodifieddate':
      return isoOf(record.modifiedAt)
    case 'hs_merged_object_ids':
      return record.mergedIds.length === 0 ? null : record.mergedIds.join(';')
  }
  if (portal.properties[type].get(name) === undefined) return undefined
  if (type === '0-3') return dealValue(portal, record, name)
  if (type === '0-2') return companyValue(portal, record, name)
  return record.properties[name] ?? null
}

function dealValue(portal: Portal, record: CrmRecord, name: string): string | null {
  switch (name) {
    case 'hs_is_closed':
      return String(portal.stageOf(record)?.isClosed ?? false)
    case 'hs_is_closed_won': {
      const stage = portal.stageOf(record)
      return String(stage !== undefined && stage.isClosed && stage.probability === '1.0')
    }
    case 'amount_in_home_currency':
      return homeAmount(portal, record)
    case 'hs_primary_associated_company':
      return portal.associations.primaryCompanyOf(record.id)
    default:
      return record.properties[name] ?? null
  }
}

function companyValue(portal: Portal, record: CrmRecord, name: string): string | null {
  switch (name) {
    case 'hs_parent_company_id':
      return portal.associations.parentOf(record.id) ?? null
    case 'hs_num_child_companies':
      return String(portal.associations.childrenOf(record.id).length)
    default:
      return record.properties[name] ?? null
  }
}

function homeAmount(portal: Portal, record: CrmRecord): string | null {
  const { amount, deal_currency_code: currency } = record.properties
  if (amount === undefined) return null
  const { companyCurrency, exchangeRates } = portal.settings
  if (currency === undefined || currency === companyCurrency) return amount
  const rate = exchangeRates[currency]
  return rate === undefined ? null : decimalProduct(amount, rate)
}

// Most records of an import share a handful of instants; formatting a date costs more than the rest of a record.
const isoCache = new Map<number, string>()

function isoOf(at: number): string {
  const cached = isoCache.get(at)
  if (cached !== undefined) return cached
  if (isoCache.size > 50_000) isoCache.clear()
  const text = new Date(at).toISOString()
  isoCache.set(at, text)
  return text
}
