/** Where two JSON values are not alike; undefined where one of them has nothing. */
export interface Difference {
  path: string
  stored: unknown
  recomputed: unknown
}

const MOST = 20

/** The first places in which two JSON values differ, whatever the order of their keys. */
export function differences(stored: unknown, recomputed: unknown): Difference[] {
  return [...differing('', stored, recomputed)].slice(0, MOST)
}

function* differing(path: string, stored: unknown, recomputed: unknown): Generator<Difference> {
  if (
    !isContainer(stored) ||
    !isContainer(recomputed) ||
    Array.isArray(stored) !== Array.isArray(recomputed)
  ) {
    if (stored !== recomputed) yield { path, stored, recomputed }
    return
  }
  for (const key of new Set([...Object.keys(stored), ...Object.keys(recomputed)])) {
    const place = Array.isArray(stored) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    yield* differing(place, stored[key], recomputed[key])
  }
}

/** Arrays are compared by index, as objects are by key. */
function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
