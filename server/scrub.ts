import { scrubText, withoutLiterals } from './scrub-text.ts'

/**
 * A copy of anything that is about to be logged, without secrets and personal data: by the name of the field
 * (in any case, with any separators, at any depth, also as header pairs), and by what texts look like.
 * Errors become plain objects with their causes. Never throws and never loops.
 */
export function createScrubber(literals: readonly string[] = []): (value: unknown) => unknown {
  const text = withoutLiterals(literals)
  return (value) => scrubValue(value, { text: (plain) => scrubText(text(plain)), path: new Set(), depth: 0 })
}

interface Walk {
  text(plain: string): string
  /** The objects that we are inside of. */
  path: Set<object>
  depth: number
}

const REDACTED = '[redacted]'
const MAX_DEPTH = 12
const MAX_ITEMS = 200

function scrubValue(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return walk.text(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'symbol') return walk.text(String(value))
  if (typeof value === 'function') return walk.text(`[function ${value.name}]`)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (value instanceof URL) return walk.text(value.href)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (walk.path.has(value)) return '[circular]'
  if (walk.depth >= MAX_DEPTH) return '[too deep]'

  const inner: Walk = { text: walk.text, path: walk.path.add(value), depth: walk.depth + 1 }
  try {
    return scrubObject(value, inner)
  } catch {
    return '[unreadable]'
  } finally {
    walk.path.delete(value)
  }
}

function scrubObject(value: object, walk: Walk): unknown {
  if (value instanceof Error) return scrubError(value, walk)
  if (Array.isArray(value)) return scrubList(value, walk)
  if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
    return scrubEntries(value.entries(), walk)
  }
  if (value instanceof Set) return scrubList([...value], walk)
  if ('toJSON' in value && typeof value.toJSON === 'function') return scrubValue(value.toJSON(), walk)
  return scrubEntries(Object.entries(value), walk)
}

function scrubError(error: Error, walk: Walk): Record<string, unknown> {
  const own = scrubEntries(Object.entries(error), walk)
  const plain: Record<string, unknown> = { ...own, type: error.name, message: walk.text(error.message) }
  if (error.stack) plain['stack'] = walk.text(error.stack)
  // `cause` and `errors` are not enumerable.
  if (error.cause !== undefined) plain['cause'] = scrubValue(error.cause, walk)
  if (error instanceof AggregateError) plain['errors'] = scrubValue(error.errors, walk)
  return plain
}

/** A list may be raw headers: `['Cookie', 'sid=…', …]`, or one `['Cookie', 'sid=…']` of many. */
function scrubList(list: readonly unknown[], walk: Walk): unknown[] {
  const shown = list.slice(0, MAX_ITEMS).map((item, index) => {
    const before = index > 0 ? list[index - 1] : undefined
    return typeof before === 'string' && isSecretName(before, item) ? REDACTED : scrubValue(item, walk)
  })
  if (list.length > MAX_ITEMS) shown.push(`[${list.length - MAX_ITEMS} more]`)
  return shown
}

function scrubEntries(entries: Iterable<[unknown, unknown]>, walk: Walk): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  let count = 0
  for (const [key, value] of entries) {
    if (++count > MAX_ITEMS) break
    const name = typeof key === 'string' ? key : String(key)
    plain[walk.text(name)] = isSecretName(name, value) ? REDACTED : scrubValue(value, walk)
  }
  return plain
}

const SECRET_NAME =
  /authorization|cookie|token|secret|passw|passphrase|signature|ticket|apikey|accesskey|privatekey|encryptionkey|credential|session|iban|bankaccount|accountnumber|email|jwt|assertion|verifier/

/**
 * Whether a field of this name is blanked. `code` and `state` are either words, which must stay readable, or
 * OAuth's, which are long and mixed. Numbers and booleans (`tokensLeft: 3`) tell nothing.
 */
function isSecretName(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
    return false
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (plain === 'code' || plain === 'state') {
    return typeof value === 'string' && !/^([A-Z][A-Z0-9_]*|[a-z_]+|[A-Z0-9]{5})$/.test(value)
  }
  return SECRET_NAME.test(plain)
}
