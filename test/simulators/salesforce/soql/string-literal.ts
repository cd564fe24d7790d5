import { queryError } from './query-error.ts'

const escapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

/** Behind the closing quote of the literal that opens at `start`. */
export function stringEnd(query: string, start: number): number {
  for (let at = start + 1; at < query.length; at += 1) {
    const character = query[at]
    if (character === '\\') at += 1
    else if (character === "'") return at + 1
    else if (character === '\n' || character === '\r') {
      throw queryError('MALFORMED_QUERY', query, at, 'Line breaks not allowed in string literals')
    }
  }
  throw queryError('MALFORMED_QUERY', query, start, "unexpected token: '''")
}

/** What a literal says. `\%` and `\_` are for LIKE alone and stay as they are. */
export function stringText(query: string, raw: string, at: number): string {
  return raw.replace(/\\(u[0-9A-Fa-f]{4}|[^])/g, (sequence, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    if (escaped === '%' || escaped === '_') return sequence
    const character = escapes[escaped]
    if (character === undefined) {
      const message = `Invalid string literal '${raw}'. Illegal character sequence '${sequence}' in string literal.`
      throw queryError('MALFORMED_QUERY', query, at, message)
    }
    return character
  })
}

/** A LIKE pattern as a test: `%` any text, `_` any one character, both literal behind a backslash. Case does not count. */
export function likePattern(raw: string): RegExp {
  const source = raw.replace(
    /\\(u[0-9A-Fa-f]{4}|[^])|([^])/gu,
    (_whole, escaped: string | undefined, character: string | undefined) => {
      if (character === '%') return '[^]*'
      if (character === '_') return '[^]'
      if (character !== undefined) return quoted(character)
      const code = escaped ?? ''
      if (code.length === 5) return quoted(String.fromCharCode(Number.parseInt(code.slice(1), 16)))
      return quoted(escapes[code] ?? code)
    },
  )
  return new RegExp(`^${source}$`, 'iu')
}

const quoted = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
