import { queryError } from './query-error.ts'
import { stringEnd, stringText } from './string-literal.ts'
import type { Literal } from './syntax.ts'

export type Token =
  | { kind: 'name'; text: string; at: number }
  | { kind: 'symbol'; text: string; at: number }
  | { kind: 'literal'; text: string; value: Literal; at: number }
  | { kind: 'end'; text: '<EOF>'; at: number }

const name = /[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*/y
const datetime = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)(Z|[+-]\d{2}:?\d{2})/iy
const date = /\d{4}-\d{2}-\d{2}/y
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const symbol = /<=|>=|!=|<>|[=<>(),]/y
const space = /\s+/y

/** Splits a query into its words. Throws MALFORMED_QUERY for what cannot be one. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(query)
    if (match !== null) at += match[0].length
    return match
  }
  while (at < query.length) {
    if (take(space) !== null) continue
    const start = at
    if (query[at] === "'") {
      at = stringEnd(query, start)
      const raw = query.slice(start + 1, at - 1)
      const value = { kind: 'string', raw, text: stringText(query, raw, start) } as const
      tokens.push({ kind: 'literal', text: query.slice(start, at), value, at: start })
      continue
    }
    const instant = take(datetime)
    if (instant !== null) {
      tokens.push(datetimeToken(query, instant, start))
      continue
    }
    const day = take(date)?.[0]
    if (day !== undefined) {
      tokens.push({ kind: 'literal', text: day, value: { kind: 'date', text: day }, at: start })
      continue
    }
    const digits = take(number)?.[0]
    if (digits !== undefined) {
      tokens.push({ kind: 'literal', text: digits, value: { kind: 'number', text: digits }, at: start })
      continue
    }
    const word = take(name)?.[0]
    if (word !== undefined) {
      tokens.push({ kind: 'name', text: word.replace(/\s+/g, ''), at: start })
      continue
    }
    const sign = take(symbol)?.[0]
    if (sign === undefined)
      throw queryError('MALFORMED_QUERY', query, start, `unexpected token: '${query[start] ?? ''}'`)
    tokens.push({ kind: 'symbol', text: sign === '<>' ? '!=' : sign, at: start })
  }
  return [...tokens, { kind: 'end', text: '<EOF>', at: query.length }]
}

function datetimeToken(query: string, match: RegExpExecArray, at: number): Token {
  const [text, local = '', zone = 'Z'] = match
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const instant = Date.parse(`${local.toUpperCase()}${offset}`)
  if (Number.isNaN(instant)) throw queryError('MALFORMED_QUERY', query, at, `Invalid datetime: ${text}`)
  const value = { kind: 'datetime', text: new Date(instant).toISOString() } as const
  return { kind: 'literal', text, value, at }
}
