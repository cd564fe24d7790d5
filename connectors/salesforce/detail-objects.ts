import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type { DetailObject } from './fields.ts'

/** Where Salesforce keeps one kind of detail, and what we read of it where the connected user may see it. */
export interface DetailSource {
  object: DetailObject
  /** As Salesforce's setup names it to admins. */
  label: string
  fields: readonly string[]
  /** A record that the detail points at, with what we read of that. */
  parent: { object: string; relationship: string; fields: readonly string[] } | null
}

const ALWAYS = ['Id', 'OpportunityId', 'IsDeleted', 'SystemModstamp']

export const DETAIL_SOURCES: Readonly<Record<DetailKind, DetailSource>> = {
  line_item: {
    object: 'OpportunityLineItem',
    label: 'Opportunity Product',
    fields: [...ALWAYS, 'Name', 'ProductCode', 'Quantity', 'TotalPrice', 'CurrencyIsoCode'],
    // A line's own name begins with the opportunity's.
    parent: { object: 'Product2', relationship: 'Product2', fields: ['Name'] },
  },
  native_partner: {
    object: 'OpportunityPartner',
    label: 'Opportunity Partner',
    fields: [...ALWAYS, 'AccountToId', 'Role', 'IsPrimary'],
    parent: null,
  },
  contact_role: {
    object: 'OpportunityContactRole',
    label: 'Opportunity Contact Role',
    fields: [...ALWAYS, 'ContactId', 'Role', 'IsPrimary'],
    parent: { object: 'Contact', relationship: 'Contact', fields: ['Name'] },
  },
}
