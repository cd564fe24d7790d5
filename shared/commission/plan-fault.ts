/** Something wrong in a file that a person wrote: where, and what in a sentence without its subject. */
export interface Fault {
  /** JSON path of the field, such as `rules[0].rate.kind`; empty for the whole. */
  path: string
  message: string
}

/** The path of a field of the value at `path`. */
export function fieldPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  // A name that would read as something else stands in quotes.
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)
  return path === '' ? name : `${path}.${name}`
}
