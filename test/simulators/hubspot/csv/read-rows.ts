import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse/sync'

export interface CsvRow {
  /** Line of the file on which the row begins; the header is line 1. */
  line: number
  cells: string[]
}

export interface MalformedRow {
  line: number
  problem: string
  text: string
}

export type CsvItem = { header: string[] } | { row: CsvRow } | { malformed: MalformedRow }

/** A quoted cell may hold line breaks; one that goes on for longer is a quote that nobody closed. */
const maxLinesPerRow = 200

interface Line {
  number: number
  text: string
}

/**
 * Reads a CSV file row by row: comma, semicolon or tab, whichever the header uses. A row that cannot be read is
 * reported and the next line begins a new row, so that one stray quote never swallows the rest of the file.
 */
export async function* readRows(file: string): AsyncGenerator<CsvItem> {
  let delimiter = ','
  let width = 0
  for await (const lines of groupedLines(file)) {
    for (let start = 0; start < lines.length;) {
      const first = lines[start]
      if (first === undefined) break
      if (width === 0) {
        delimiter = delimiterOf(first.text)
        const header = cellsOf(first.text, delimiter, true)
        if (header === undefined) throw new Error(`${file}: the header line cannot be read`)
        width = header.length
        yield { header: header.map((name) => name.trim()) }
        start += 1
        continue
      }
      const joined = lines
        .slice(start)
        .map((line) => line.text)
        .join('\n')
      const whole = cellsOf(joined, delimiter, false)
      if (whole?.length === width) {
        yield { row: { line: first.number, cells: whole.map((cell) => cell.trim()) } }
        break
      }
      const alone = cellsOf(first.text, delimiter, true)
      if (alone?.length === width) {
        yield { row: { line: first.number, cells: alone.map((cell) => cell.trim()) } }
      } else {
        yield {
          malformed: { line: first.number, problem: problemOf(alone, width), text: first.text.slice(0, 200) },
        }
      }
      start += 1
    }
  }
}

/** Physical lines, those together in which a quote is still open at the end of the line. */
async function* groupedLines(file: string): AsyncGenerator<Line[]> {
  const input = createReadStream(file, 'utf8')
  let group: Line[] = []
  let openQuote = false
  let number = 0
  for await (const raw of createInterface({ input, crlfDelay: Infinity })) {
    number += 1
    const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw
    if (group.length === 0 && text.trim() === '') continue
    group.push({ number, text })
    if (quoteCount(text) % 2 === 1) openQuote = !openQuote
    if (openQuote && group.length < maxLinesPerRow) continue
    yield group
    group = []
    openQuote = false
  }
  if (group.length > 0) yield group
}

function cellsOf(text: string, delimiter: string, relaxed: boolean): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter)
  try {
    const records: string[][] = parse(text, { delimiter, relax_quotes: relaxed, relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined // the caller reports the row
  }
}

function problemOf(cells: readonly string[] | undefined, width: number): string {
  return cells === undefined ? 'a quote is not closed' : `${cells.length} cells instead of ${width}`
}

function delimiterOf(header: string): string {
  const count = (delimiter: string): number => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

function quoteCount(text: string): number {
  let count = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1
  return count
}
