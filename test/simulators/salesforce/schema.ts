import {
  currencyCode,
  date,
  datetime,
  decimal,
  defineObject,
  flag,
  money,
  picklist,
  readOnly,
  reference,
  stamps,
  text,
  typed,
  type FieldDefinition,
  type ObjectDefinition,
} from './field.ts'

/** A field of the org's own. An amount has no length. */
export interface CustomField {
  object: string
  name: string
  length: number
  type?: 'string' | 'currency' | 'percent'
}

export interface SchemaSettings {
  multiCurrency: boolean
  packageInstalled: boolean
  /** The package's; empty in an org that it was deployed into without one. */
  namespace: string
  customFields: readonly CustomField[]
}

/** Every object that the org has, by its API name in lower case. */
export type Schema = ReadonlyMap<string, ObjectDefinition>

/** Prefixes a name of the package as the org knows it. */
export const packageName = (namespace: string, name: string): string =>
  namespace === '' ? name : `${namespace}__${name}`

export function buildSchema(settings: SchemaSettings): Schema {
  const currency = settings.multiCurrency ? [currencyCode] : []
  const mine = (name: string): string => packageName(settings.namespace, name)
  const own = (object: string): FieldDefinition[] =>
    settings.customFields
      .filter((field) => field.object === object)
      .map(({ name, length, type = 'string' }) => {
        if (type === 'string') return text(name, length)
        return type === 'currency' ? money(name) : decimal(name, 'percent', 5, 2)
      })
  const objects: ObjectDefinition[] = [
    account([
      ...currency,
      ...own('Account'),
      ...(settings.packageInstalled ? accountPackageFields(mine) : []),
    ]),
    opportunity([
      ...currency,
      ...own('Opportunity'),
      ...(settings.packageInstalled ? opportunityPackageFields(mine) : []),
    ]),
    ...people(currency),
    ...opportunityChildren(currency),
    ...around(currency),
    ...(settings.multiCurrency ? currencies : []),
    ...(settings.packageInstalled ? packageObjects(mine, currency) : []),
  ]
  return new Map(objects.map((object) => [object.name.toLowerCase(), object]))
}

const audit = stamps
const owner = reference('OwnerId', 'User', 'Owner')

function account(more: readonly FieldDefinition[]): ObjectDefinition {
  return defineObject(
    'Account',
    '001',
    [
      text('Name', 255, { required: true, nameField: true, label: 'Account Name' }),
      reference('MasterRecordId', 'Account', 'MasterRecord', { ...readOnly, system: true }),
      picklist('Type', ['Prospect', 'Customer', 'Partner', 'Other']),
      reference('ParentId', 'Account', 'Parent'),
      text('BillingCountry', 80),
      typed('Website', 'url', 255),
      picklist('Industry', []),
      money('AnnualRevenue', { scale: 0 }),
      decimal('NumberOfEmployees', 'int', 8, 0),
      typed('Description', 'textarea', 32_000),
      owner,
      ...audit,
      ...more,
    ],
    { labelPlural: 'Accounts' },
  )
}

function opportunity(more: readonly FieldDefinition[]): ObjectDefinition {
  return defineObject('Opportunity', '006', [
    text('Name', 120, { required: true, nameField: true }),
    reference('AccountId', 'Account', 'Account'),
    picklist('StageName', [], { required: true, label: 'Stage' }),
    money('Amount'),
    decimal('Probability', 'percent', 3, 0),
    date('CloseDate', { required: true }),
    picklist('Type', ['Existing Business', 'New Business']),
    text('NextStep', 255),
    picklist('LeadSource', ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other']),
    flag('IsClosed', { ...readOnly, label: 'Closed' }),
    flag('IsWon', { ...readOnly, label: 'Won' }),
    picklist('ForecastCategory', [], readOnly),
    picklist('ForecastCategoryName', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed']),
    reference('CampaignId', 'Campaign', 'Campaign'),
    flag('HasOpportunityLineItem', readOnly),
    typed('Description', 'textarea', 32_000),
    datetime('LastStageChangeDate', readOnly),
    owner,
    ...audit,
    ...more,
  ])
}

function people(currency: readonly FieldDefinition[]): ObjectDefinition[] {
  const fixed = { createable: false, deletable: false } as const
  return [
    defineObject(
      'User',
      '005',
      [
        text('Username', 80, { required: true }),
        text('FirstName', 40),
        text('LastName', 80, { required: true }),
        text('Name', 121, { ...readOnly, nameField: true }),
        typed('Email', 'email', 128, { required: true }),
        flag('IsActive'),
        picklist('UserType', ['Standard', 'AutomatedProcess', 'PowerPartner'], readOnly),
        picklist('TimeZoneSidKey', []),
        ...currency,
        ...audit.filter(({ name }) => name !== 'IsDeleted'),
      ],
      fixed,
    ),
    defineObject(
      'Organization',
      '00D',
      [
        text('Name', 80, { nameField: true }),
        picklist('OrganizationType', [], readOnly),
        flag('IsSandbox', readOnly),
        picklist('TimeZoneSidKey', []),
        picklist('LanguageLocaleKey', []),
        picklist('DefaultLocaleSidKey', []),
        text('NamespacePrefix', 15, readOnly),
        text('InstanceName', 5, readOnly),
        ...audit.filter(({ name }) => name !== 'IsDeleted'),
      ],
      { ...fixed, replicateable: false },
    ),
    defineObject(
      'OpportunityStage',
      '01J',
      [
        text('MasterLabel', 255, { nameField: true, ...readOnly }),
        text('ApiName', 255, readOnly),
        flag('IsActive', readOnly),
        decimal('SortOrder', 'int', 4, 0, readOnly),
        flag('IsClosed', readOnly),
        flag('IsWon', readOnly),
        picklist('ForecastCategory', [], readOnly),
        picklist('ForecastCategoryName', [], readOnly),
        decimal('DefaultProbability', 'percent', 3, 0, readOnly),
        ...audit.filter(({ name }) => name !== 'IsDeleted'),
      ],
      { ...fixed, updateable: false, replicateable: false },
    ),
  ]
}

function opportunityChildren(currency: readonly FieldDefinition[]): ObjectDefinition[] {
  const opportunityId = reference('OpportunityId', 'Opportunity', 'Opportunity', { required: true })
  return [
    defineObject(
      'Partner',
      '00I',
      [
        reference('OpportunityId', 'Opportunity', 'Opportunity'),
        reference('AccountFromId', 'Account', 'AccountFrom'),
        reference('AccountToId', 'Account', 'AccountTo', { required: true }),
        picklist('Role', []),
        flag('IsPrimary'),
        reference('ReversePartnerId', 'Partner', 'ReversePartner', readOnly),
        ...audit,
      ],
      { updateable: false },
    ),
    defineObject(
      'OpportunityPartner',
      '00J',
      [
        reference('OpportunityId', 'Opportunity', 'Opportunity', readOnly),
        reference('AccountToId', 'Account', 'AccountTo', readOnly),
        picklist('Role', [], readOnly),
        flag('IsPrimary', readOnly),
        ...audit,
      ],
      { createable: false, updateable: false, deletable: false },
    ),
    defineObject('OpportunityContactRole', '00K', [
      opportunityId,
      reference('ContactId', 'Contact', 'Contact', { required: true }),
      picklist('Role', ['Business User', 'Decision Maker', 'Influencer', 'Other']),
      flag('IsPrimary'),
      ...currency,
      ...audit,
    ]),
    defineObject('OpportunityLineItem', '00k', [
      opportunityId,
      text('Name', 376, { ...readOnly, nameField: true }),
      reference('Product2Id', 'Product2', 'Product2'),
      text('ProductCode', 255, readOnly),
      decimal('Quantity', 'double', 12, 2, { required: true }),
      money('UnitPrice'),
      money('TotalPrice'),
      typed('Description', 'textarea', 255),
      date('ServiceDate'),
      ...currency,
      ...audit,
    ]),
  ]
}

/** What products and contact roles point at. */
function around(currency: readonly FieldDefinition[]): ObjectDefinition[] {
  return [
    defineObject('Product2', '01t', [
      text('Name', 255, { required: true, nameField: true }),
      text('ProductCode', 255),
      flag('IsActive'),
      ...currency,
      ...audit,
    ]),
    defineObject('Contact', '003', [
      reference('AccountId', 'Account', 'Account'),
      text('LastName', 80, { required: true }),
      text('FirstName', 40),
      text('Name', 121, { nameField: true }),
      typed('Email', 'email', 80),
      owner,
      ...currency,
      ...audit,
    ]),
  ]
}

const currencies: readonly ObjectDefinition[] = [
  defineObject(
    'CurrencyType',
    '01L',
    [
      picklist('IsoCode', [], { length: 3, required: true }),
      decimal('ConversionRate', 'double', 18, 6),
      decimal('DecimalPlaces', 'int', 1, 0),
      flag('IsActive'),
      flag('IsCorporate'),
      ...audit.filter(({ name }) => name !== 'IsDeleted'),
    ],
    { deletable: false, replicateable: false },
  ),
  defineObject(
    'DatedConversionRate',
    '04w',
    [
      picklist('IsoCode', [], { length: 3, required: true }),
      date('StartDate', { required: true }),
      date('NextStartDate', readOnly),
      decimal('ConversionRate', 'double', 18, 6),
      ...audit.filter(({ name }) => name !== 'IsDeleted'),
    ],
    { replicateable: false },
  ),
]

type Prefixed = (name: string) => string

function accountPackageFields(mine: Prefixed): FieldDefinition[] {
  return [
    text(mine('Partner_Desk_Partner_Id__c'), 36, { externalId: true, label: 'Partner Desk Partner ID' }),
    text(mine('Partner_Desk_Programme__c'), 80),
  ]
}

function opportunityPackageFields(mine: Prefixed): FieldDefinition[] {
  return [
    text(mine('Partner_Desk_Partner__c'), 255),
    text(mine('Partner_Desk_Role__c'), 255),
    text(mine('Partner_Desk_Registration__c'), 40),
    date(mine('Partner_Desk_Protected_Until__c')),
    money(mine('Partner_Desk_Commission__c')),
  ]
}

function packageObjects(mine: Prefixed, currency: readonly FieldDefinition[]): ObjectDefinition[] {
  const opportunityOf = (relationship: string): FieldDefinition =>
    reference(mine('Opportunity__c'), 'Opportunity', mine(relationship), { required: true })
  const external = text(mine('External_Id__c'), 36, { externalId: true, unique: true })
  const name = text('Name', 80, { required: true, nameField: true })
  return [
    defineObject(mine('Deal_Registration__c'), 'a00', [
      name,
      external,
      opportunityOf('Opportunity__r'),
      text(mine('Partner__c'), 255),
      text(mine('Status__c'), 40),
      datetime(mine('Submitted_At__c')),
      datetime(mine('SLA_Due_At__c')),
      datetime(mine('Decided_At__c')),
      date(mine('Protected_Until__c')),
      ...currency,
      ...audit,
    ]),
    defineObject(mine('Partner_Credit__c'), 'a01', [
      name,
      external,
      opportunityOf('Opportunity__r'),
      text(mine('Partner__c'), 255),
      text(mine('Role__c'), 40),
      text(mine('Programme__c'), 80),
      text(mine('Status__c'), 40),
      datetime(mine('Since__c')),
      money(mine('Commission__c')),
      ...currency,
      ...audit,
    ]),
  ]
}
