import { queryError } from './query-error.ts'
import type { Comparison, Condition, FieldPath, Literal, OrderTerm, SoqlQuery } from './syntax.ts'
import { tokensOf, type Token } from './tokens.ts'

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>=']

/** Reads the part of SOQL that DIFFERENCES.md names. Throws MALFORMED_QUERY with the place for anything else. */
export function parseSoql(text: string): SoqlQuery {
  if (text.length > 100_000)
    throw queryError(
      'QUERY_TOO_COMPLICATED',
      text,
      100_000,
      'SOQL statements cannot be longer than 100000 characters',
    )
  return new Parser(text).query()
}

class Parser {
  readonly #text: string
  readonly #tokens: Token[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  query(): SoqlQuery {
    this.#keyword('SELECT')
    const select = this.#select()
    this.#keyword('FROM')
    const from = this.#name()
    const where = this.#takes('WHERE') ? this.#conditions() : undefined
    const orderBy = this.#takes('ORDER') ? this.#orderBy() : []
    const limit = this.#takes('LIMIT') ? this.#wholeNumber() : undefined
    const offset = this.#takes('OFFSET') ? this.#wholeNumber() : 0
    if (this.#peek().kind !== 'end') throw this.#unexpected()
    return { text: this.#text, select, from: { name: from.text, at: from.at }, where, orderBy, limit, offset }
  }

  #select(): readonly FieldPath[] | 'count' {
    const fields: FieldPath[] = []
    do {
      const name = this.#name()
      if (name.text.toUpperCase() === 'COUNT' && fields.length === 0 && this.#takesSymbol('(')) {
        this.#symbol(')')
        return 'count'
      }
      fields.push(pathOf(name))
    } while (this.#takesSymbol(','))
    return fields
  }

  /** SOQL does not rank AND before OR: a mixture needs parentheses. */
  #conditions(): Condition {
    const parts = [this.#condition()]
    const joint = this.#isKeyword('AND') ? 'AND' : 'OR'
    while (this.#takes(joint)) parts.push(this.#condition())
    const [only] = parts
    if (parts.length === 1 && only !== undefined) return only
    return { kind: joint === 'AND' ? 'and' : 'or', parts }
  }

  #condition(): Condition {
    if (this.#takes('NOT')) return { kind: 'not', part: this.#condition() }
    if (this.#takesSymbol('(')) {
      const inside = this.#conditions()
      this.#symbol(')')
      return inside
    }
    const path = pathOf(this.#name())
    if (this.#takes('LIKE')) return { kind: 'like', path, value: this.#literal() }
    if (this.#takes('IN')) return { kind: 'in', path, negated: false, values: this.#literals() }
    if (this.#takes('NOT')) {
      this.#keyword('IN')
      return { kind: 'in', path, negated: true, values: this.#literals() }
    }
    const token = this.#peek()
    if (token.kind !== 'symbol' || !comparisons.includes(token.text)) throw this.#unexpected()
    this.#next += 1
    // The list above holds exactly the members of Comparison.
    return { kind: 'compare', path, operator: token.text as Comparison, value: this.#literal() }
  }

  #literals(): Literal[] {
    this.#symbol('(')
    const values: Literal[] = []
    do values.push(this.#literal())
    while (this.#takesSymbol(','))
    this.#symbol(')')
    return values
  }

  #literal(): Literal {
    const token = this.#peek()
    this.#next += 1
    if (token.kind === 'literal') return token.value
    const word = token.kind === 'name' ? token.text.toUpperCase() : ''
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE' }
    if (word === 'NULL') return { kind: 'null' }
    this.#next -= 1
    throw this.#unexpected()
  }

  #orderBy(): OrderTerm[] {
    this.#keyword('BY')
    const terms: OrderTerm[] = []
    do {
      const path = pathOf(this.#name())
      const descending = this.#takes('DESC')
      if (!descending) this.#takes('ASC')
      const nullsLast = this.#takes('NULLS') && this.#firstOrLast()
      terms.push({ path, descending, nullsLast })
    } while (this.#takesSymbol(','))
    return terms
  }

  #firstOrLast(): boolean {
    if (this.#takes('LAST')) return true
    this.#keyword('FIRST')
    return false
  }

  #wholeNumber(): number {
    const token = this.#peek()
    if (token.kind !== 'literal' || !/^\d+$/.test(token.text)) throw this.#unexpected()
    this.#next += 1
    return Number(token.text)
  }

  #name(): Extract<Token, { kind: 'name' }> {
    const token = this.#peek()
    if (token.kind !== 'name' || reserved.has(token.text.toUpperCase())) throw this.#unexpected()
    this.#next += 1
    return token
  }

  #isKeyword(word: string): boolean {
    const token = this.#peek()
    return token.kind === 'name' && token.text.toUpperCase() === word
  }

  #takes(word: string): boolean {
    if (!this.#isKeyword(word)) return false
    this.#next += 1
    return true
  }

  #keyword(word: string): void {
    if (!this.#takes(word)) throw this.#unexpected()
  }

  #takesSymbol(text: string): boolean {
    const token = this.#peek()
    if (token.kind !== 'symbol' || token.text !== text) return false
    this.#next += 1
    return true
  }

  #symbol(text: string): void {
    if (!this.#takesSymbol(text)) throw this.#unexpected()
  }

  #peek(): Token {
    // The last token is the end, and nothing is read past it.
    return this.#tokens[this.#next] ?? { kind: 'end', text: '<EOF>', at: this.#text.length }
  }

  #unexpected(): Error {
    const { text, at } = this.#peek()
    return queryError('MALFORMED_QUERY', this.#text, at, `unexpected token: '${text}'`)
  }
}

const reserved = new Set([
  'SELECT',
  'FROM',
  'WHERE',
  'AND',
  'OR',
  'NOT',
  'IN',
  'LIKE',
  'ORDER',
  'LIMIT',
  'NULL',
  'TRUE',
  'FALSE',
])

const pathOf = ({ text, at }: { text: string; at: number }): FieldPath => ({ names: text.split('.'), at })
