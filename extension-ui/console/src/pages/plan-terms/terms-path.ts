import { recordOf, type Terms } from './terms.ts'

export type Path = readonly (string | number)[]

/** `rules[0].rate.bands[1].upTo`, as lint writes places. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )

export const parsePath = (text: string): Path =>
  [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([key, index]) => (index === undefined ? key : Number(index)))

export const valueAt = (terms: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly unknown[])[key] : undefined
    const record = recordOf(value)
    return Object.hasOwn(record, key) ? record[key] : undefined
  }, terms)

/**
 * The same terms with another value at a place; everything beside it is kept, whatever it is. `undefined` takes the key away,
 * and with it the objects around it that are left empty.
 */
export function setAt(terms: Terms, path: Path, value: unknown): Terms {
  // The first key of every place is one of the plan's own, so what comes back is an object again.
  return (placed(terms, path, value) ?? {}) as Terms
}

function placed(container: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof key === 'number') {
    const items: unknown[] = Array.isArray(container) ? [...(container as readonly unknown[])] : []
    const next = placed(items[key], rest, value)
    if (next === undefined) items.splice(key, 1)
    else items[key] = next
    return items
  }
  const next = { ...recordOf(container) }
  const inner = placed(next[key], rest, value)
  const emptied = rest.length > 0 && inner !== null && isEmptyObject(inner) && !KEPT_EMPTY.has(key)
  if (inner === undefined || emptied) Reflect.deleteProperty(next, key)
  else
    Object.defineProperty(next, key, { value: inner, enumerable: true, configurable: true, writable: true })
  return next
}

/** A rate without anything in it is a rate to be written; a condition without anything in it is no condition. */
const KEPT_EMPTY = new Set(['rate', 'earning'])

const isEmptyObject = (value: unknown) =>
  typeof value === 'object' && !Array.isArray(value) && Object.keys(value ?? {}).length === 0
