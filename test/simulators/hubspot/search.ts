import type { ObjectTypeId } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { PropertyDefinition } from './property-definitions.ts'
import { instantOf } from './property-values.ts'
import type { CrmRecord } from './record.ts'

export const operators = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const

export interface SearchFilter {
  propertyName: string
  operator: (typeof operators)[number]
  value?: string
  highValue?: string
  values?: string[]
}

export interface SearchQuery {
  /** A record is found when all filters of any group hold; no group at all finds everything. */
  filterGroups: readonly (readonly SearchFilter[])[]
  sort?: { propertyName: string; descending: boolean }
  text?: string
}

interface CachedSearch {
  key: string
  version: number
  found: CrmRecord[]
}

/** Finds active records. Results of the last few queries are kept while nothing changes, so that paging costs one search. */
export class Searcher {
  readonly #portal: Portal
  #recent: CachedSearch[] = []

  constructor(portal: Portal) {
    this.#portal = portal
  }

  search(type: ObjectTypeId, query: SearchQuery): readonly CrmRecord[] {
    const { version } = this.#portal.stores[type]
    const key = type + JSON.stringify(query)
    const cached = this.#recent.find((entry) => entry.key === key && entry.version === version)
    if (cached !== undefined) return cached.found
    const found = this.#run(type, query)
    this.#recent = [{ key, version, found }, ...this.#recent.filter((entry) => entry.key !== key)].slice(0, 8)
    return found
  }

  #run(type: ObjectTypeId, query: SearchQuery): CrmRecord[] {
    const portal = this.#portal
    const store = portal.stores[type]
    const sort = query.sort ?? { propertyName: 'createdate', descending: false }
    const byModification = sort.propertyName === 'hs_lastmodifieddate'
    const range = modificationRange(query)
    const candidates =
      byModification || range !== undefined
        ? store.activeByModification(range?.from, range?.to)
        : store.active()
    const matches = compile(portal, type, query)
    const found: CrmRecord[] = []
    for (const record of candidates) if (matches(record)) found.push(record)
    if (!byModification) {
      const definition = portal.properties[type].get(sort.propertyName)
      const keyOf = (record: CrmRecord) =>
        comparable(definition, portal.read(type, record, sort.propertyName) ?? null)
      const keys = new Map(found.map((record) => [record, keyOf(record)]))
      found.sort((a, b) => compare(keys.get(a) ?? null, keys.get(b) ?? null))
    }
    return sort.descending ? found.reverse() : found
  }
}

/** The span of modification instants outside which no group of the query can match, when it is bounded at all. */
function modificationRange(query: SearchQuery): { from: number; to: number } | undefined {
  const [group] = query.filterGroups
  if (group === undefined || query.filterGroups.length > 1) return undefined
  let from = -Infinity
  let to = Infinity
  for (const filter of group.filter((candidate) => candidate.propertyName === 'hs_lastmodifieddate')) {
    const at = instantOf(filter.value ?? '') ?? Number.NaN
    if (['EQ', 'GT', 'GTE', 'BETWEEN'].includes(filter.operator)) from = Math.max(from, at)
    if (['EQ', 'LT', 'LTE'].includes(filter.operator)) to = Math.min(to, at)
    if (filter.operator === 'BETWEEN') to = Math.min(to, instantOf(filter.highValue ?? '') ?? Number.NaN)
  }
  return Number.isFinite(from) || Number.isFinite(to) ? { from, to } : undefined
}

type Test = (record: CrmRecord) => boolean

function compile(portal: Portal, type: ObjectTypeId, query: SearchQuery): Test {
  const groups = query.filterGroups.map((group) => group.map((filter) => compileFilter(portal, type, filter)))
  const textTest = compileText(portal, type, query.text)
  return (record) =>
    textTest(record) && (groups.length === 0 || groups.some((tests) => tests.every((test) => test(record))))
}

const searchedNames: Record<ObjectTypeId, readonly string[]> = {
  '0-2': ['name', 'domain'],
  '0-3': ['dealname'],
  '0-53': ['hs_number'],
  '0-101': ['hs_customer_email', 'hs_reference_number'],
}

function compileText(portal: Portal, type: ObjectTypeId, text: string | undefined): Test {
  const wanted = text?.trim().toLowerCase() ?? ''
  if (wanted === '') return () => true
  const names = searchedNames[type]
  return (record) =>
    names.some((name) => portal.read(type, record, name)?.toLowerCase().includes(wanted) ?? false)
}

type Comparable = number | string | null

function compileFilter(portal: Portal, type: ObjectTypeId, filter: SearchFilter): Test {
  const definition = portal.properties[type].get(filter.propertyName)
  const read = (record: CrmRecord): Comparable =>
    comparable(definition, portal.read(type, record, filter.propertyName) ?? null)
  const value = comparable(definition, filter.value ?? null)
  const high = comparable(definition, filter.highValue ?? null)
  const values = new Set((filter.values ?? []).map((item) => comparable(definition, item)))
  const bounded = (test: (actual: Comparable) => boolean): Test => {
    return (record) => {
      const actual = read(record)
      return actual !== null && test(actual)
    }
  }
  switch (filter.operator) {
    case 'EQ':
      return bounded((actual) => actual === value)
    case 'NEQ':
      return bounded((actual) => actual !== value)
    case 'GT':
      return bounded((actual) => compare(actual, value) > 0)
    case 'GTE':
      return bounded((actual) => compare(actual, value) >= 0)
    case 'LT':
      return bounded((actual) => compare(actual, value) < 0)
    case 'LTE':
      return bounded((actual) => compare(actual, value) <= 0)
    case 'BETWEEN':
      return bounded((actual) => compare(actual, value) >= 0 && compare(actual, high) <= 0)
    case 'IN':
      return bounded((actual) => values.has(actual))
    case 'NOT_IN':
      return bounded((actual) => !values.has(actual))
    case 'HAS_PROPERTY':
      return (record) => read(record) !== null
    case 'NOT_HAS_PROPERTY':
      return (record) => read(record) === null
    case 'CONTAINS_TOKEN':
      return bounded((actual) => hasToken(actual, value))
    case 'NOT_CONTAINS_TOKEN':
      return (record) => !hasToken(read(record), value)
  }
}

function hasToken(actual: Comparable, token: Comparable): boolean {
  if (actual === null || token === null) return false
  const wanted = String(token)
    .toLowerCase()
    .replace(/^\*|\*$/g, '')
  return String(actual)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((part) => (String(token).includes('*') ? part.includes(wanted) : part === wanted))
}

/** Text is compared without letter case, as HubSpot's search does. */
function comparable(definition: PropertyDefinition | undefined, value: string | null): Comparable {
  if (value === null || value === '') return null
  if (definition?.type === 'number') return Number(value)
  if (definition?.type === 'datetime' || definition?.type === 'date') return instantOf(value) ?? null
  return value.toLowerCase()
}

/** Records without a value come last. */
function compare(a: Comparable, b: Comparable): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}
