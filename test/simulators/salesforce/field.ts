export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'url'
  | 'email'
  | 'picklist'
  | 'reference'
  | 'currency'
  | 'double'
  | 'percent'
  | 'int'
  | 'boolean'
  | 'date'
  | 'datetime'

export interface FieldDefinition {
  name: string
  label: string
  type: FieldType
  /** Of text. */
  length: number
  /** Digits in all and behind the point, of numbers. */
  precision: number
  scale: number
  referenceTo: readonly string[]
  relationshipName: string | null
  required: boolean
  createable: boolean
  updateable: boolean
  calculated: boolean
  custom: boolean
  externalId: boolean
  unique: boolean
  nameField: boolean
  /** Cannot be withheld from anybody. */
  system: boolean
  picklist: readonly string[]
}

export interface ObjectDefinition {
  name: string
  label: string
  labelPlural: string
  keyPrefix: string
  custom: boolean
  fields: readonly FieldDefinition[]
  createable: boolean
  updateable: boolean
  deletable: boolean
  replicateable: boolean
  field(name: string): FieldDefinition | undefined
}

const plain: Omit<FieldDefinition, 'name' | 'label' | 'type'> = {
  length: 0,
  precision: 0,
  scale: 0,
  referenceTo: [],
  relationshipName: null,
  required: false,
  createable: true,
  updateable: true,
  calculated: false,
  custom: false,
  externalId: false,
  unique: false,
  nameField: false,
  system: false,
  picklist: [],
}

type More = Partial<Omit<FieldDefinition, 'name' | 'type'>>

const labelOf = (name: string): string =>
  name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/Id$/, 'ID')

const field = (name: string, type: FieldType, more: More): FieldDefinition => ({
  ...plain,
  name,
  type,
  label: labelOf(name),
  custom: name.endsWith('__c'),
  ...more,
})

export const text = (name: string, length: number, more: More = {}): FieldDefinition =>
  field(name, 'string', { length, ...more })
export const picklist = (name: string, values: readonly string[], more: More = {}): FieldDefinition =>
  field(name, 'picklist', { length: 255, picklist: values, ...more })
export const reference = (
  name: string,
  referenceTo: string,
  relationshipName: string,
  more: More = {},
): FieldDefinition =>
  field(name, 'reference', { length: 18, referenceTo: [referenceTo], relationshipName, ...more })
export const money = (name: string, more: More = {}): FieldDefinition =>
  field(name, 'currency', { precision: 18, scale: 2, ...more })
export const decimal = (
  name: string,
  type: 'double' | 'percent' | 'int',
  precision: number,
  scale: number,
  more: More = {},
): FieldDefinition => field(name, type, { precision, scale, ...more })
export const flag = (name: string, more: More = {}): FieldDefinition => field(name, 'boolean', more)
export const date = (name: string, more: More = {}): FieldDefinition => field(name, 'date', more)
export const datetime = (name: string, more: More = {}): FieldDefinition => field(name, 'datetime', more)
export const typed = (
  name: string,
  type: 'url' | 'email' | 'textarea',
  length: number,
  more: More = {},
): FieldDefinition => field(name, type, { length, ...more })

/** Set by Salesforce alone. */
export const readOnly = { createable: false, updateable: false } as const
const system = { ...readOnly, system: true } as const

export const idField = field('Id', 'id', { length: 18, ...system })

/** The fields that every record of people's data has. */
export const stamps: readonly FieldDefinition[] = [
  flag('IsDeleted', system),
  datetime('CreatedDate', system),
  reference('CreatedById', 'User', 'CreatedBy', system),
  datetime('LastModifiedDate', system),
  reference('LastModifiedById', 'User', 'LastModifiedBy', system),
  datetime('SystemModstamp', system),
]

export const currencyCode = picklist('CurrencyIsoCode', [], { length: 3, label: 'Currency ISO Code' })

export function defineObject(
  name: string,
  keyPrefix: string,
  fields: readonly FieldDefinition[],
  more: Partial<Omit<ObjectDefinition, 'name' | 'keyPrefix' | 'fields' | 'field'>> = {},
): ObjectDefinition {
  const all = [idField, ...fields]
  const byName = new Map(all.map((each) => [each.name.toLowerCase(), each]))
  const label = labelOf(name)
  return {
    name,
    label,
    labelPlural: label.endsWith('y') ? `${label.slice(0, -1)}ies` : `${label}s`,
    keyPrefix,
    custom: name.endsWith('__c'),
    fields: all,
    createable: true,
    updateable: true,
    deletable: true,
    replicateable: true,
    ...more,
    field: (asked) => byName.get(asked.toLowerCase()),
  }
}
