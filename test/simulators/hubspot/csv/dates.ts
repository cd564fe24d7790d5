export type DayOrder = 'month-first' | 'day-first'

export interface DatedCell {
  line: number
  text: string
}

/** Nothing in the file tells whether 3/4/2026 is in March or in April, or the file uses both orders. */
export class AmbiguousDatesError extends Error {
  readonly file: string
  readonly line: number

  constructor(file: string, line: number, message: string) {
    super(`${file}, line ${line}: ${message}`)
    this.name = 'AmbiguousDatesError'
    this.file = file
    this.line = line
  }
}

const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/
const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$/

/** Decides the order of day and month once for all dates of a file. */
export function dayOrderOf(file: string, cells: Iterable<DatedCell>): DayOrder {
  let monthFirst: DatedCell | undefined
  let dayFirst: DatedCell | undefined
  let either: DatedCell | undefined
  for (const cell of cells) {
    const match = slashed.exec(cell.text)
    if (match === null) continue
    const [first, second] = [Number(match[1]), Number(match[2])]
    if (first > 12 && second <= 12) dayFirst ??= cell
    else if (second > 12 && first <= 12) monthFirst ??= cell
    else if (first <= 12 && first !== second) either ??= cell
  }
  if (monthFirst !== undefined && dayFirst !== undefined) {
    const message = `${dayFirst.text} has the day first, but line ${monthFirst.line} has ${monthFirst.text} with the month first`
    throw new AmbiguousDatesError(file, dayFirst.line, message)
  }
  if (dayFirst !== undefined) return 'day-first'
  if (monthFirst === undefined && either !== undefined) {
    const message = `${either.text} may be month/day or day/month, and no other date of the file settles it`
    throw new AmbiguousDatesError(file, either.line, message)
  }
  return 'month-first'
}

/** YYYY-MM-DD, or undefined when the text is no date of the calendar. */
export function parseDay(text: string, order: DayOrder): string | undefined {
  const match = iso.exec(text) ?? slashed.exec(text)
  if (match === null) return undefined
  const [, a = '', b = '', c = ''] = match
  if (a.length === 4) return calendarDay(a, b, c)
  return order === 'month-first' ? calendarDay(c, a, b) : calendarDay(c, b, a)
}

function calendarDay(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = Date.parse(`${text}T00:00:00Z`)
  // Date.parse turns 30 February into 2 March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : undefined
}
