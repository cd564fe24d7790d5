import type { PropertyDefinition } from './property-definitions.ts'

/** One entry of HubSpot's "Property values were not valid" list. */
export interface PropertyProblem {
  name: string
  code: string
  message: string
}

/** Which values the portal's own lists allow for the properties whose options live elsewhere. */
export interface ExternalOptions {
  allowed(propertyName: string, value: string, record: Readonly<Record<string, string>>): boolean
}

export type CheckedValue = { ok: true; value: string | null } | { ok: false; problem: PropertyProblem }

/** Checks one written value as HubSpot does and answers it in the form in which HubSpot reads it back. Empty text unsets. */
export function checkPropertyValue(
  name: string,
  raw: string | null,
  definition: PropertyDefinition | undefined,
  external: ExternalOptions,
  record: Readonly<Record<string, string>>,
): CheckedValue {
  if (definition === undefined) {
    return problem(name, 'PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
  }
  if (definition.readOnlyValue) {
    return problem(name, 'READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`)
  }
  if (raw === null || raw === '') return { ok: true, value: null }
  return checkTyped(name, raw, definition, external, record)
}

function checkTyped(
  name: string,
  raw: string,
  definition: PropertyDefinition,
  external: ExternalOptions,
  record: Readonly<Record<string, string>>,
): CheckedValue {
  switch (definition.type) {
    case 'number':
      return /^-?(\d+\.?\d*|\.\d+)$/.test(raw.trim())
        ? { ok: true, value: raw.trim() }
        : problem(name, 'INVALID_NUMBER', `${raw} was not a valid number.`)
    case 'bool':
      return raw === 'true' || raw === 'false'
        ? { ok: true, value: raw }
        : problem(name, 'INVALID_BOOLEAN', `${raw} was not a valid boolean.`)
    case 'date':
      return checkDate(name, raw)
    case 'datetime': {
      const at = instantOf(raw)
      return at === undefined
        ? problem(name, 'INVALID_DATE', `${raw} was not a valid datetime.`)
        : { ok: true, value: new Date(at).toISOString() }
    }
    case 'enumeration':
      return checkOptions(name, raw, definition, external, record)
    default:
      return raw.length > 65_536
        ? problem(name, 'VALUE_TOO_LONG', `Property "${name}" is longer than 65536 characters.`)
        : { ok: true, value: raw }
  }
}

function checkDate(name: string, raw: string): CheckedValue {
  const at = instantOf(raw)
  if (at === undefined) return problem(name, 'INVALID_DATE', `${raw} was not a valid date.`)
  if (at % 86_400_000 !== 0) {
    return problem(
      name,
      'INVALID_DATE',
      `${raw} is at a time of day; a date property must be at midnight UTC.`,
    )
  }
  return { ok: true, value: new Date(at).toISOString().slice(0, 10) }
}

function checkOptions(
  name: string,
  raw: string,
  definition: PropertyDefinition,
  external: ExternalOptions,
  record: Readonly<Record<string, string>>,
): CheckedValue {
  const values = definition.fieldType === 'checkbox' ? raw.split(';').filter((value) => value !== '') : [raw]
  const known = (value: string): boolean =>
    definition.externalOptions
      ? external.allowed(name, value, record)
      : definition.options.some((option) => option.value === value)
  const wrong = values.find((value) => !known(value))
  if (wrong === undefined) return { ok: true, value: raw }
  const list = definition.options.map((option) => option.value).join(', ')
  return problem(name, 'INVALID_OPTION', `${wrong} was not one of the allowed options: [${list}]`)
}

/** Epoch milliseconds of a value written as epoch text, ISO date or ISO date-time; undefined when it is none of them. */
export function instantOf(text: string): number | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (iso === null) return undefined
  const withZone = iso[2] === undefined || iso[5] !== undefined ? text : `${text}Z`
  const at = Date.parse(withZone)
  if (Number.isNaN(at)) return undefined
  // Date.parse turns 2026-02-30 into 2 March; HubSpot refuses such a day.
  const day = iso[1] ?? ''
  return new Date(Date.parse(day)).toISOString().startsWith(day) ? at : undefined
}

function problem(name: string, code: string, message: string): CheckedValue {
  return { ok: false, problem: { name, code, message } }
}
