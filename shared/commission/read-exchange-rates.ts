import { parseDecimal } from '../money/parse-decimal.ts'
import type { Rational } from '../money/rounding.ts'
import type { ExchangeRate } from './input.ts'
import type { JsonCursor } from './json-cursor.ts'
import { readCurrency } from './parse-plan.ts'

export function readExchangeRates(json: JsonCursor): ExchangeRate[] {
  if (json.isAbsent) return []
  const taken = new Set<string>()
  return json.list().flatMap((item) => {
    if (!item.hasOnly(['from', 'to', 'on', 'rate'])) return []
    const from = readCurrency(item.at('from'))
    const to = readCurrency(item.at('to'))
    const on = item.at('on').date()
    const rate = readRate(item.at('rate'))
    if (rate?.exact.numerator === 0n) item.at('rate').fault('must be above zero')
    if (from && from === to) item.at('to').fault('must be another currency than "from"')
    if (!from || !to || !on || !rate) return []
    const key = `${from}:${to}:${on}`
    if (taken.has(key)) item.fault(`is a second rate from ${from} to ${to} on ${on}`)
    taken.add(key)
    return [{ from, to, on, rate: rate.exact, text: rate.text }]
  })
}

/** A decimal, or one divided by another where a rate was worked out through a third currency: "1.3500/0.9200". */
function readRate(json: JsonCursor): { exact: Rational; text: string } | undefined {
  const { value } = json
  const parts = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(value) : null
  const [text, ...both] = parts ?? []
  if (text === undefined) return json.decimal()
  const [of, per] = both.map((part) => parseDecimal(part))
  if (!of || !per || per.numerator === 0n) return json.fault('must not be divided by zero')
  return {
    text,
    exact: {
      numerator: of.numerator * per.denominator,
      denominator: of.denominator * per.numerator,
    },
  }
}
