export interface EnteredRate {
  from: string
  to: string
  /** Calendar date from which the rate counts. */
  on: string
  /** Decimal text: one unit of `from` in `to`. */
  rate: string
}
export interface RateFault {
  /** Counted from 1, as editors do. */
  line: number
  message: string
}
export interface ReadRates {
  rates: EnteredRate[]
  /** The line that each of `rates` stands in. */
  lines: number[]
  faults: RateFault[]
}

export const MOST_RATES = 1000

/**
 * Reads lines of "from, to, on, rate", separated by commas, semicolons or tabs. Empty lines and a line of headings
 * at the top are passed over. Currencies may be in small letters; the rate has a decimal point.
 */
export function parseRates(text: string): ReadRates {
  const read: ReadRates = { rates: [], lines: [], faults: [] }
  const seen = new Map<string, number>()
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1
    const cells = cellsOf(raw)
    if (cells.every((cell) => cell === '') || (read.lines.length === 0 && isHeading(cells))) continue
    const [from = '', to = '', on = '', rate = ''] = cells
    const entered = { from: from.toUpperCase(), to: to.toUpperCase(), on, rate }
    const message =
      cells.length === 4
        ? rateFault(entered)
        : `has ${cells.length} values; four are needed: from, to, on, rate`
    const key = `${entered.from} ${entered.to} ${on}`
    const before = seen.get(key)
    if (message) read.faults.push({ line, message })
    else if (before)
      read.faults.push({ line, message: `names the same currencies and day as line ${before}` })
    else {
      seen.set(key, line)
      read.rates.push(entered)
      read.lines.push(line)
    }
  }
  if (read.rates.length > MOST_RATES)
    read.faults.push({
      line: read.lines[MOST_RATES] ?? 0,
      message: `is more than ${MOST_RATES} rates; add the rest after these`,
    })
  return read
}

/** What is wrong with one rate; null when it can be sent. Whether a currency exists is for the server to say. */
export function rateFault({ from, to, on, rate }: EnteredRate): string | null {
  for (const currency of [from, to])
    if (!/^[A-Z]{3}$/.test(currency)) return `“${currency}” is not a currency such as EUR`
  if (from === to) return 'has the same currency twice'
  if (!isDay(on)) return `“${on}” is not a day such as 2026-03-31`
  if (/^\d+,\d+$/.test(rate)) return `“${rate}” has a decimal comma; write a point`
  if (!/^\d+(\.\d+)?$/.test(rate) || rate.length > 40) return `“${rate}” is not a rate such as 1.0842`
  return /[1-9]/.test(rate) ? null : 'has a rate of zero'
}

/** A comma separates unless the line has semicolons or tabs: then it may be a decimal comma, which is named as a fault. */
const cellsOf = (line: string): string[] =>
  line.split(/[;\t]/.test(line) ? /[;\t]/ : ',').map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )

const isHeading = (cells: readonly string[]) => cells[0]?.toLowerCase() === 'from'

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
