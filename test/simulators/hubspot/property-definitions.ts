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

const invoice = shipped.bind(null, 'invoiceinformation')
const payment = shipped.bind(null, 'commercepaymentinformation')

const commonOfMoney = (of: typeof deal): PropertyDefinition[] => [
  of('hs_object_id', 'Record ID', 'number', 'number', readOnly),
  of('hs_createdate', 'Create Date', 'datetime', 'date', readOnly),
  of('hs_lastmodifieddate', 'Last Modified Date', 'datetime', 'date', readOnly),
]

const statuses = (...values: string[]): Partial<PropertyDefinition> => ({
  options: values.map((value, index) => option(value, value, index)),
})

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
  if (type === '0-53') {
    return [
      invoice('hs_invoice_status', 'Invoice status', 'enumeration', 'select', {
        ...statuses('draft', 'open', 'paid', 'voided'),
      }),
      invoice('hs_number', 'Number', 'string', 'text'),
      invoice('hs_currency', 'Currency', 'enumeration', 'select', external),
      invoice('hs_amount_billed', 'Amount billed', 'number', 'number'),
      invoice('hs_balance_due', 'Balance due', 'number', 'number'),
      invoice('hs_tax', 'Tax', 'number', 'number'),
      invoice('hs_invoice_date', 'Invoice date', 'datetime', 'date'),
      invoice('hs_due_date', 'Due date', 'datetime', 'date'),
      invoice('hs_payment_date', 'Payment date', 'datetime', 'date'),
      ...commonOfMoney(invoice),
    ]
  }
  if (type === '0-101') {
    return [
      payment('hs_latest_status', 'Status', 'enumeration', 'select', {
        ...statuses(
          'processing',
          'succeeded',
          'failed',
          'partially_refunded',
          'refunded',
          'processing_refund',
          'disputed_won',
          'disputed_lost',
          'disputed_action_required',
          'disputed_awaiting_decision',
        ),
      }),
      payment('hs_initial_amount', 'Gross amount', 'number', 'number'),
      payment('hs_refunds_amount', 'Refunded amount', 'number', 'number'),
      payment('hs_currency_code', 'Currency', 'enumeration', 'select', external),
      payment('hs_initiated_date', 'Payment date', 'datetime', 'date'),
      payment('hs_customer_email', 'Customer email', 'string', 'text'),
      payment('hs_reference_number', 'Reference number', 'string', 'text'),
      ...commonOfMoney(payment),
    ]
  }
  return [
    deal('dealname', 'Deal Name', 'string', 'text'),
    deal('amount', 'Amount', 'number', 'number', { showCurrencySymbol: true }),
    deal('deal_currency_code', 'Currency', 'enumeration', 'select', external),
    deal('hs_acv', 'Annual contract value', 'number', 'number', { showCurrencySymbol: true }),
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

const groups: Record<ObjectTypeId, { name: string; label: string }> = {
  '0-2': { name: 'companyinformation', label: 'Company information' },
  '0-3': { name: 'dealinformation', label: 'Deal information' },
  '0-53': { name: 'invoiceinformation', label: 'Invoice information' },
  '0-101': { name: 'commercepaymentinformation', label: 'Payment information' },
}

export function shippedGroups(type: ObjectTypeId): PropertyGroup[] {
  return [{ ...groups[type], displayOrder: 0, archived: false }]
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
