import { ApiError, malformed } from './api-error.ts'
import { canonicalDecimal, roundedDecimal } from './decimal.ts'
import type { FieldDefinition, ObjectDefinition } from './field.ts'
import type { Org } from './org.ts'
import { normalisedId } from './record-id.ts'
import { stampOf, type FieldValue, type FieldValues } from './record.ts'
import { JsonNumber } from './wire-json.ts'

/** Reads what a caller wrote for the fields of an object. Throws the first refusal, as Salesforce would word it. */
export function readFields(
  org: Org,
  object: ObjectDefinition,
  input: Readonly<Record<string, unknown>>,
  action: 'create' | 'update',
): FieldValues {
  const values: FieldValues = {}
  const locked: string[] = []
  for (const [name, value] of Object.entries(input)) {
    if (name === 'attributes') continue
    const field = org.visibility.field(object, name)
    if (field === undefined) {
      const message = `No such column '${name}' on sobject of type ${object.name}`
      throw new ApiError(400, 'INVALID_FIELD', message, [])
    }
    const allowed = action === 'create' ? field.createable : field.updateable
    if (!allowed || !org.visibility.mayWriteField(object, field)) locked.push(field.name)
    else values[field.name] = readValue(org, object, field, value)
  }
  if (locked.length > 0) {
    const message = `Unable to create/update fields: ${locked.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`
    throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, locked)
  }
  const missing = object.fields
    .filter(({ required, name }) => required && (action === 'create' || name in values))
    .filter(({ name }) => (values[name] ?? null) === null)
    .map(({ name }) => name)
  if (missing.length > 0) {
    const message = `Required fields are missing: [${missing.join(', ')}]`
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', message, missing)
  }
  return values
}

function readValue(org: Org, object: ObjectDefinition, field: FieldDefinition, value: unknown): FieldValue {
  if (value === null || value === '') return field.type === 'boolean' ? false : null
  switch (field.type) {
    case 'boolean': {
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      throw undeserialisable('boolean', value)
    }
    case 'currency':
    case 'double':
    case 'percent':
    case 'int':
      return readNumber(field, value)
    case 'date': {
      const text = typeof value === 'string' ? value : ''
      if (!isDay(text.slice(0, 10)) || !/^\d{4}-\d\d-\d\d(T.*)?$/.test(text))
        throw undeserialisable('date', value)
      return text.slice(0, 10)
    }
    case 'datetime': {
      const text = typeof value === 'string' ? value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : ''
      const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN
      if (Number.isNaN(at)) throw undeserialisable('datetime', value)
      return stampOf(new Date(at))
    }
    case 'id':
    case 'reference':
      return readReference(org, field, value)
    default:
      return readText(org, object, field, value)
  }
}

function readNumber(field: FieldDefinition, value: unknown): string {
  const text = value instanceof JsonNumber ? value.text : typeof value === 'string' ? value : ''
  const decimal = canonicalDecimal(text)
  if (decimal === undefined) throw undeserialisable(field.type, value)
  const rounded = roundedDecimal(decimal, field.scale)
  const whole = rounded.replace('-', '').split('.')[0] ?? ''
  if (whole.length > field.precision - field.scale) {
    const message = `${field.label}: value outside of valid range on numeric field: ${text}`
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', message, [field.name])
  }
  return rounded
}

function readReference(org: Org, field: FieldDefinition, value: unknown): string {
  const id = typeof value === 'string' ? normalisedId(value) : undefined
  const target = org.schema.get(field.referenceTo[0]?.toLowerCase() ?? '')
  if (id === undefined || (target !== undefined && !id.startsWith(target.keyPrefix))) {
    const message = `${field.label}: id value of incorrect type: ${String(value)}`
    throw new ApiError(400, 'MALFORMED_ID', message, [field.name])
  }
  if (target === undefined) return id
  const record = org.store.find(id)
  if (record === undefined || !org.visibility.seesRecord(id))
    throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
  if (record.values.IsDeleted === true) throw new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', [])
  return id
}

function readText(org: Org, object: ObjectDefinition, field: FieldDefinition, value: unknown): FieldValue {
  if (typeof value !== 'string') {
    if (value instanceof JsonNumber || typeof value === 'boolean') throw undeserialisable('string', value)
    throw malformed(
      `Cannot deserialize instance of string from START_OBJECT value { or request may be missing a required field`,
    )
  }
  // Salesforce drops blanks around a text.
  const text = value.trim()
  if (text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`
    throw new ApiError(400, 'STRING_TOO_LONG', message, [field.name])
  }
  if (field.name === 'CurrencyIsoCode') {
    const known = [...org.store.all('CurrencyType')].some(({ values }) => values.IsoCode === text)
    if (!known)
      throw new ApiError(
        400,
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `${object.label} Currency: bad value for restricted picklist field: ${text}`,
        [field.name],
      )
  }
  return text === '' ? null : text
}

function undeserialisable(type: string, value: unknown): ApiError {
  const shown = value instanceof JsonNumber ? value.text : String(value)
  const token = typeof value === 'string' ? 'VALUE_STRING' : 'VALUE_NUMBER'
  return malformed(
    `Cannot deserialize instance of ${type} from ${token} value ${shown} or request may be missing a required field at [line:1, column:2]`,
  )
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
