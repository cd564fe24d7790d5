import { InvalidAmount, parseDecimal, parseMoney } from '../money/parse-decimal.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import { isCalendarDate } from './calendar.ts'
import { type Fault, fieldPath } from './plan-fault.ts'

/**
 * A place in a JSON value that somebody wrote. Each reading either answers the value or notes a fault with the path and answers
 * undefined, so that one pass finds every fault.
 */
export class JsonCursor {
  readonly value: unknown
  readonly path: string
  readonly faults: Fault[]

  constructor(value: unknown, path = '', faults: Fault[] = []) {
    this.value = value
    this.path = path
    this.faults = faults
  }

  fault(message: string): undefined {
    // One line each, whatever the value that is quoted contains.
    this.faults.push({ path: this.path, message: message.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ') })
  }

  get isAbsent(): boolean {
    return this.value === undefined
  }

  get isAbsentOrNull(): boolean {
    return this.value === undefined || this.value === null
  }

  /** Own fields only: what an object inherits was not written by anybody. */
  at(key: string): JsonCursor {
    const { value } = this
    const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    return new JsonCursor(found, fieldPath(this.path, key), this.faults)
  }

  /** False when this is no object. Every key that is not known is a fault: to leave it out could change the money. */
  hasOnly(known: readonly string[]): boolean {
    if (!isObject(this.value)) {
      this.fault('must be object')
      return false
    }
    for (const key of Object.keys(this.value)) {
      if (!known.includes(key)) this.at(key).fault(UNKNOWN_FIELD)
    }
    return true
  }

  /** The names of all fields, for objects that are keyed by something else than fixed names. */
  keys(): string[] {
    if (!isObject(this.value)) {
      this.fault('must be object')
      return []
    }
    return Object.keys(this.value).filter((key) => {
      if (key === '__proto__') this.at(key).fault(UNKNOWN_FIELD)
      return key !== '__proto__'
    })
  }

  list(options: { atLeastOne?: string } = {}): JsonCursor[] {
    if (!Array.isArray(this.value)) {
      this.fault('must be array')
      return []
    }
    if (options.atLeastOne && this.value.length === 0)
      this.fault(`must hold at least one ${options.atLeastOne}`)
    return this.value.map(
      (item: unknown, index) => new JsonCursor(item, fieldPath(this.path, index), this.faults),
    )
  }

  text(longest = 200): string | undefined {
    if (typeof this.value !== 'string') return this.fault('must be text')
    if (this.value.trim() === '') return this.fault('must not be empty')
    if (this.value.length > longest) return this.fault(`is longer than ${longest} characters`)
    return this.value
  }

  oneOf<T extends string>(choices: readonly T[]): T | undefined {
    const found = choices.find((choice) => choice === this.value)
    return found ?? this.fault(`must be ${choices.map((choice) => JSON.stringify(choice)).join(' or ')}`)
  }

  flag(otherwise: boolean): boolean {
    if (this.isAbsent) return otherwise
    if (typeof this.value !== 'boolean') this.fault('must be true or false')
    return this.value === true
  }

  whole(least: number, most: number): number | undefined {
    const { value } = this
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    return this.fault(`must be a whole number from ${least} to ${most}`)
  }

  date(): string | undefined {
    if (typeof this.value === 'string' && isCalendarDate(this.value)) return this.value
    return this.fault('must be a calendar date such as "2026-01-31"')
  }

  instant(): Date | undefined {
    const match = typeof this.value === 'string' ? INSTANT.exec(this.value) : null
    if (match && isCalendarDate(match[1] ?? '')) {
      const read = new Date(match[0])
      if (!Number.isNaN(read.getTime())) return read
    }
    return this.fault('must be an instant in UTC such as "2026-01-31T10:00:00Z"')
  }

  /** Minor units. Without a currency (it was no good itself) only the form is looked at. Not below zero unless `signed`. */
  minor(currency: CurrencyCode | undefined, options: { signed?: boolean } = {}): bigint | undefined {
    return this.#decimal((text) => {
      if (currency !== undefined) return parseMoney(text, currency, options).amountMinor
      parseDecimal(text, options)
      return undefined
    })
  }

  /** Exact; zero or more. */
  decimal(): { text: string; exact: Rational } | undefined {
    return this.#decimal((text) => ({ text, exact: parseDecimal(text) }))
  }

  #decimal<T>(read: (text: string) => T): T | undefined {
    const { value } = this
    if (typeof value !== 'string') return this.fault('must be decimal text in quotes, such as "12.50"')
    if (value.length > LONGEST_DECIMAL) return this.fault(`is longer than ${LONGEST_DECIMAL} characters`)
    try {
      return read(value)
    } catch (error) {
      if (!(error instanceof InvalidAmount)) throw error
      return this.fault(error.message)
    }
  }
}

const UNKNOWN_FIELD = 'is not known to this release, and leaving it out could change the money'
const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?Z$/
/** Far more than any amount needs, and little enough to be read at once. */
const LONGEST_DECIMAL = 100

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
