import { canonicalDecimal, compareDecimals } from '../decimal.ts'
import type { FieldDefinition, FieldType } from '../field.ts'
import { normalisedId } from '../record-id.ts'
import type { FieldValue, StoredRecord } from '../record.ts'
import type { Column } from './compile.ts'
import { queryError } from './query-error.ts'
import { likePattern } from './string-literal.ts'
import type { Comparison, Condition, FieldPath, Literal, SoqlQuery } from './syntax.ts'

type Test = (record: StoredRecord) => boolean

/** A WHERE clause as a test of records. Values that do not fit their field are refused as Salesforce does. */
export function predicateOf(
  query: SoqlQuery,
  condition: Condition,
  resolve: (path: FieldPath) => Column,
): Test {
  const inside = (part: Condition): Test => predicateOf(query, part, resolve)
  switch (condition.kind) {
    case 'and': {
      const tests = condition.parts.map(inside)
      return (record) => tests.every((test) => test(record))
    }
    case 'or': {
      const tests = condition.parts.map(inside)
      return (record) => tests.some((test) => test(record))
    }
    case 'not': {
      const test = inside(condition.part)
      return (record) => !test(record)
    }
    case 'compare': {
      const column = filterable(query, condition.path, resolve)
      return compareTest(query, condition.path, column, condition.operator, condition.value)
    }
    case 'like': {
      const column = filterable(query, condition.path, resolve)
      if (!isText(column.field.type) || condition.value.kind !== 'string')
        throw invalidOperator(query, condition.path, column.field)
      const pattern = likePattern(condition.value.raw)
      return (record) => {
        const value = column.read(record)
        return typeof value === 'string' && pattern.test(value)
      }
    }
    case 'in': {
      const { path, negated } = condition
      const column = filterable(query, path, resolve)
      const wanted = new Set(
        condition.values.map((literal) =>
          keyOf(column.field, typedValue(query, path, column.field, literal)),
        ),
      )
      return (record) => wanted.has(keyOf(column.field, column.read(record))) !== negated
    }
  }
}

function compareTest(
  query: SoqlQuery,
  path: FieldPath,
  column: Column,
  operator: Comparison,
  literal: Literal,
): Test {
  const { field } = column
  const wanted = typedValue(query, path, field, literal)
  if (operator === '=' || operator === '!=') {
    const key = keyOf(field, wanted)
    return (record) => (keyOf(field, column.read(record)) === key) === (operator === '=')
  }
  if (field.type === 'boolean') throw invalidOperator(query, path, field)
  return (record) => {
    const value = column.read(record)
    if (value === null || wanted === null) return false
    const difference = compareValues(field, value, wanted)
    if (operator === '<') return difference < 0
    if (operator === '<=') return difference <= 0
    if (operator === '>') return difference > 0
    return difference >= 0
  }
}

/** Text without regard to case, ids with, numbers by value; dates and instants sort as text. */
export function compareValues(field: FieldDefinition, left: FieldValue, right: FieldValue): number {
  if (typeof left !== 'string' || typeof right !== 'string') return Number(left) - Number(right)
  if (isNumber(field.type)) return compareDecimals(left, right)
  const [a, b] = isText(field.type) ? [left.toLowerCase(), right.toLowerCase()] : [left, right]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Equal values have equal keys. */
function keyOf(field: FieldDefinition, value: FieldValue): FieldValue {
  // An empty text is null in Salesforce.
  if (value === '') return null
  return typeof value === 'string' && isText(field.type) ? value.toLowerCase() : value
}

function typedValue(query: SoqlQuery, path: FieldPath, field: FieldDefinition, literal: Literal): FieldValue {
  if (literal.kind === 'null') return null
  const refuse = (message: string, code = 'INVALID_FIELD'): Error =>
    queryError(code, query.text, path.at, message)
  const wrong = (): Error => {
    const quotes = isText(field.type) || isId(field.type) ? 'should be' : 'should not be'
    const type = field.type === 'datetime' ? 'dateTime' : isText(field.type) ? 'string' : field.type
    return refuse(
      `value of filter criterion for field '${field.name}' must be of type ${type} and ${quotes} enclosed in quotes`,
    )
  }
  if (isText(field.type)) {
    if (literal.kind !== 'string') throw wrong()
    return literal.text
  }
  if (isId(field.type)) {
    if (literal.kind !== 'string') throw wrong()
    if (literal.text === '') return null
    const id = normalisedId(literal.text)
    if (id === undefined) throw refuse(`invalid ID field: ${literal.text}`, 'INVALID_QUERY_FILTER_OPERATOR')
    return id
  }
  if (isNumber(field.type)) {
    const value = literal.kind === 'number' ? canonicalDecimal(literal.text) : undefined
    if (value === undefined) throw wrong()
    return value
  }
  if (field.type === 'boolean') {
    if (literal.kind !== 'boolean') throw wrong()
    return literal.value
  }
  if (literal.kind !== field.type) throw wrong()
  return literal.text
}

function filterable(query: SoqlQuery, path: FieldPath, resolve: (path: FieldPath) => Column): Column {
  const column = resolve(path)
  if (column.field.type === 'textarea' && column.field.length > 255) {
    const message = `field '${column.field.name}' can not be filtered in a query call`
    throw queryError('INVALID_FIELD', query.text, path.at, message)
  }
  return column
}

function invalidOperator(query: SoqlQuery, path: FieldPath, field: FieldDefinition): Error {
  const message = `invalid operator on ${field.type} field '${field.name}'`
  return queryError('INVALID_QUERY_FILTER_OPERATOR', query.text, path.at, message)
}

const isNumber = (type: FieldType): boolean => ['currency', 'double', 'percent', 'int'].includes(type)
const isId = (type: FieldType): boolean => type === 'id' || type === 'reference'
const isText = (type: FieldType): boolean => ['string', 'textarea', 'url', 'email', 'picklist'].includes(type)
