import { ApiError } from '../api-error.ts'
import type { FieldDefinition, ObjectDefinition } from '../field.ts'
import type { Org } from '../org.ts'
import type { FieldValue, StoredRecord } from '../record.ts'
import { compareValues, predicateOf } from './conditions.ts'
import { parseSoql } from './parse.ts'
import { queryError } from './query-error.ts'
import type { FieldPath, SoqlQuery } from './syntax.ts'

/** A field as the query reaches it: over which references, ending where. */
export interface Column {
  /** API names: `['Account', 'Name']`. */
  names: readonly string[]
  /** The references on the way, outermost first. */
  via: readonly FieldDefinition[]
  object: ObjectDefinition
  field: FieldDefinition
  read(record: StoredRecord): FieldValue
}

export interface CompiledQuery {
  object: ObjectDefinition
  columns: readonly Column[]
  isCount: boolean
  /** The matching records in order, with LIMIT and OFFSET applied. */
  run(options: { includeDeleted: boolean }): StoredRecord[]
}

/** Checks a query against what the org has and the caller may see, and makes it runnable. */
export function compileSoql(org: Org, text: string): CompiledQuery {
  const query = parseSoql(text)
  const object = org.schema.get(query.from.name.toLowerCase())
  if (object === undefined || !org.visibility.seesObject(object)) throw unknownObject(query)
  const resolve = (path: FieldPath): Column => resolveColumn(org, query, object, path)
  const columns = query.select === 'count' ? [] : query.select.map(resolve)
  rejectDuplicates(query, columns)
  const matches = query.where === undefined ? () => true : predicateOf(query, query.where, resolve)
  const order = query.orderBy.map((term) => ({ ...term, column: resolve(term.path) }))
  if (query.offset > 2_000)
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000')
  return {
    object,
    columns,
    isCount: query.select === 'count',
    run({ includeDeleted }) {
      const found: StoredRecord[] = []
      for (const record of org.store.all(object.name)) {
        if (!includeDeleted && record.values.IsDeleted === true) continue
        if (org.visibility.seesRecord(record.id) && matches(record)) found.push(record)
      }
      if (order.length > 0) {
        found.sort((a, b) => {
          for (const { column, descending, nullsLast } of order) {
            const difference = ordered(column, a, b, descending, nullsLast)
            if (difference !== 0) return difference
          }
          return 0
        })
      }
      return found.slice(query.offset, query.limit === undefined ? undefined : query.offset + query.limit)
    },
  }
}

function ordered(
  column: Column,
  a: StoredRecord,
  b: StoredRecord,
  descending: boolean,
  nullsLast: boolean,
): number {
  const left = column.read(a)
  const right = column.read(b)
  if (left === null || right === null) {
    if (left === right) return 0
    return (left === null) === nullsLast ? 1 : -1
  }
  const difference = compareValues(column.field, left, right)
  return descending ? -difference : difference
}

function resolveColumn(org: Org, query: SoqlQuery, from: ObjectDefinition, path: FieldPath): Column {
  let object = from
  const via: FieldDefinition[] = []
  // A path may begin with the name of the object itself.
  const own = path.names[0]?.toLowerCase() === from.name.toLowerCase() && path.names.length > 1
  const names =
    own && relationship(org, from, path.names[0] ?? '') === undefined ? path.names.slice(1) : path.names
  for (const name of names.slice(0, -1)) {
    const reference = relationship(org, object, name)
    const target = org.schema.get(reference?.referenceTo[0]?.toLowerCase() ?? '')
    if (reference === undefined || target === undefined || !org.visibility.seesObject(target)) {
      const message = `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`
      throw queryError('INVALID_FIELD', query.text, path.at, message)
    }
    via.push(reference)
    object = target
  }
  const last = names.at(-1) ?? ''
  const field = org.visibility.field(object, last)
  if (field === undefined) {
    const message = `No such column '${last}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`
    throw queryError('INVALID_FIELD', query.text, path.at, message)
  }
  return {
    names: [...via.map(({ relationshipName, name }) => relationshipName ?? name), field.name],
    via,
    object,
    field,
    read: (record) => follow(org, record, via)?.values[field.name] ?? defaultOf(field),
  }
}

/** Salesforce has no null checkbox. */
const defaultOf = (field: FieldDefinition): FieldValue => (field.type === 'boolean' ? false : null)

/** The record at the end of the references; undefined where one is empty, or its record gone or not shared. */
export function follow(
  org: Org,
  record: StoredRecord,
  via: readonly FieldDefinition[],
): StoredRecord | undefined {
  let at: StoredRecord | undefined = record
  for (const { name } of via) {
    const id: FieldValue = at?.values[name] ?? null
    at = typeof id === 'string' && org.visibility.seesRecord(id) ? org.store.find(id) : undefined
  }
  return at
}

function relationship(org: Org, object: ObjectDefinition, name: string): FieldDefinition | undefined {
  return org.visibility
    .fieldsOf(object)
    .find((field) => field.relationshipName?.toLowerCase() === name.toLowerCase())
}

function rejectDuplicates(query: SoqlQuery, columns: readonly Column[]): void {
  const seen = new Set<string>()
  columns.forEach((column, index) => {
    const name = column.names.join('.')
    const at = query.select === 'count' ? 0 : (query.select[index]?.at ?? 0)
    if (seen.has(name))
      throw queryError('MALFORMED_QUERY', query.text, at, `duplicate field selected: ${name}`)
    seen.add(name)
  })
}

function unknownObject(query: SoqlQuery): ApiError {
  const message = `sObject type '${query.from.name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`
  return queryError('INVALID_TYPE', query.text, query.from.at, message)
}
