import { dataPath } from './api-version.ts'
import { javaDouble } from './decimal.ts'
import type { FieldDefinition } from './field.ts'
import type { Org } from './org.ts'
import type { FieldValue, StoredRecord } from './record.ts'
import { follow, type Column } from './soql/compile.ts'
import { JsonNumber } from './wire-json.ts'

const numeric = ['currency', 'double', 'percent', 'int']

/** A record as a query answers it: its attributes, then the columns, parents as records of their own. */
export function recordJson(org: Org, columns: readonly Column[], record: StoredRecord): object {
  const json: Record<string, unknown> = { attributes: attributesOf(record) }
  for (const column of columns) {
    let at = json
    let reached = true
    for (const [depth, reference] of column.via.entries()) {
      const name = reference.relationshipName ?? reference.name
      const parent = follow(org, record, column.via.slice(0, depth + 1))
      if (parent === undefined) {
        at[name] = null
        reached = false
        break
      }
      // Set here for the first of a parent's columns, and found again for the others.
      at = (at[name] ??= { attributes: attributesOf(parent) }) as Record<string, unknown>
    }
    if (reached) at[column.field.name] = jsonValue(org, column.field, column.read(record))
  }
  return json
}

export function jsonValue(org: Org, field: FieldDefinition, value: FieldValue): unknown {
  if (typeof value !== 'string') return value
  if (numeric.includes(field.type)) return new JsonNumber(numberText(org, field, value))
  return field.type === 'datetime' ? value.replace('Z', '+0000') : value
}

/** A value as it stands in a Bulk result; empty where there is none. */
export function csvValue(org: Org, field: FieldDefinition, value: FieldValue): string {
  if (value === null) return ''
  if (typeof value === 'string' && numeric.includes(field.type)) return numberText(org, field, value)
  return String(value)
}

function numberText(org: Org, field: FieldDefinition, value: string): string {
  if (field.type === 'int') return value
  if (org.settings.exponents) return javaDouble(value)
  return value.includes('.') ? value : `${value}.0`
}

function attributesOf(record: StoredRecord): object {
  return { type: record.object, url: `${dataPath}/sobjects/${record.object}/${record.id}` }
}
