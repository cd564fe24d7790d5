import type { ObjectTypeId } from './object-types.ts'

export type PropertyType = 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number'

export interface PropertyOption {
  label: string
  value: string
  displayOrder: number
  hidden: boolean
  description?: string
}

export interface PropertyDefinition {
  name: string
  label: string
  description: string
  groupName: string
  type: PropertyType
  fieldType: string
  options: PropertyOption[]
  /** Values come from elsewhere (owners, pipelines, currencies), not from `options`. */
  externalOptions: boolean
  readOnlyValue: boolean
  calculated: boolean
  hubspotDefined: boolean
  hasUniqueValue: boolean
  hidden: boolean
  showCurrencySymbol: boolean
  displayOrder: number
  createdAt: string
  updatedAt: string
}

export interface PropertyGroup {
  name: string
  label: string
  displayOrder: number
  archived: boolean
}

const shippedAt = '2020-01-01T00:00:00.000Z'

function shipped(
  groupName: string,
  name: string,
  label: string,
  type: PropertyType,
  fieldType: string,
  more: Partial<PropertyDefinition> = {},
): PropertyDefinition {
  return {
    name,
    label,
    description: '',
    groupName,
    type,
    fieldType,
    options: [],
    externalOptions: false,
    readOnlyValue: false,
    calculated: false,
    hubspotDefined: true,
    hasUniqueValue: false,
    hidden: false,
    showCurrencySymbol: false,
    displayOrder: -1,
    createdAt: shippedAt,
    updatedAt: shippedAt,
    ...more,
  }
}

const readOnly = { readOnlyValue: true } as const
const calculated = { readOnlyValue: true, calculated: true } as const
const external = { externalOptions: true } as const

const option = (value: string, label: string, displayOrder: number): PropertyOption => ({
  label,
  value,
  displayOrder,
  hidden: false,
})

const deal = shipped.bind(null, 'dealinformation')
const company = shipped.bind(null, 'companyinformation')

const common = (of: typeof deal): PropertyDefinition[] => [
  of('hs_object_id', 'Record ID', 'number', 'number', readOnly),
  of('createdate', 'Create Date', 'datetime', 'date'),
  of('hs_lastmodifieddate', 'Last Modified Date', 'datetime', 'date', readOnly),
  of('hubspot_owner_id', 'Owner', 'enumeration', 'select', external),
  of('hs_merged_object_ids', 'Merged record IDs', 'enumeration', 'checkbox', { ...readOnly, ...external }),
]

/** The properties that a new portal has, as far as this simulator knows them. */
export function shippedProperties(type: ObjectTypeId): PropertyDefinition[] {
  if (type === '0-2') {
    return [
      company('name', 'Company name', 'string', 'text'),
      company('domain', 'Company Domain Name', 'string', 'text'),
      company('industry', 'Industry', 'string', 'text'),
      company('country', 'Country/Region', 'string', 'text'),
      company('founded_year', 'Year Founded', 'string', 'text'),
      company('annualrevenue', 'Annual Revenue', 'number', 'number'),
      company('numberofemployees', 'Number of Employees', 'number', 'number'),
      company('description', 'Description', 'string', 'textarea'),
      company('hs_parent_company_id', 'Parent Company', 'number', 'number', calculated),
      company('hs_num_child_companies', 'Number of child companies', 'number', 'number', calculated),
      ...common(company),
    ]
  }
  return [
    deal('dealname', 'Deal Name', 'string', 'text'),
    deal('amount', 'Amount', 'number', 'number', { showCurrencySymbol: true }),
    deal('deal_currency_code', 'Currency', 'enumeration', 'select', external),
    deal('amount_in_home_currency', 'Amount in company currency', 'number', 'number', calculated),
    deal('pipeline', 'Pipeline', 'enumeration', 'select', external),
    deal('dealstage', 'Deal Stage', 'enumeration', 'radio', external),
    deal('dealtype', 'Deal Type', 'enumeration', 'radio', {
      options: [option('newbusiness', 'New Business', 0), option('existingbusiness', 'Existing Business', 1)],
    }),
    deal('closedate', 'Close Date', 'datetime', 'date'),
    deal('description', 'Deal Description', 'string', 'textarea'),
    deal('hs_priority', 'Priority', 'enumeration', 'select', {
      options: [option('low', 'Low', 0), option('medium', 'Medium', 1), option('high', 'High', 2)],
    }),
    deal('hs_is_closed', 'Is Deal Closed?', 'bool', 'calculation_equation', calculated),
    deal('hs_is_closed_won', 'Is Closed Won', 'bool', 'calculation_equation', calculated),
    deal('hs_primary_associated_company', 'Primary Associated Company', 'number', 'number', calculated),
    ...common(deal),
  ]
}

export function shippedGroups(type: ObjectTypeId): PropertyGroup[] {
  return type === '0-3'
    ? [{ name: 'dealinformation', label: 'Deal information', displayOrder: 0, archived: false }]
    : [{ name: 'companyinformation', label: 'Company information', displayOrder: 0, archived: false }]
}

/** A property that a portal user or an app adds. */
export function customProperty(
  groupName: string,
  name: string,
  label: string,
  type: PropertyType,
  fieldType: string,
  more: Partial<PropertyDefinition>,
): PropertyDefinition {
  return shipped(groupName, name, label, type, fieldType, { hubspotDefined: false, ...more })
}
