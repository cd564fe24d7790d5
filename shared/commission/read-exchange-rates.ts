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
    const rate = item.at('rate').decimal()
    if (rate?.exact.numerator === 0n) item.at('rate').fault('must be above zero')
    if (from && from === to) item.at('to').fault('must be another currency than "from"')
    if (!from || !to || !on || !rate) return []
    const key = `${from}:${to}:${on}`
    if (taken.has(key)) item.fault(`is a second rate from ${from} to ${to} on ${on}`)
    taken.add(key)
    return [{ from, to, on, rate: rate.exact, text: rate.text }]
  })
}
