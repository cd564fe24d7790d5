import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import { compareDeals } from '../../shared/commission/simulate/simulated-deal.ts'
import type { Fault } from '../../shared/commission/plan-fault.ts'
import { BadInput } from './command.ts'
import { DealRows } from './commission-deal-rows.ts'
import { badFaults } from './commission-faults.ts'
import { inputName, inputText } from './commission-file.ts'

/** What fits into the memory of a usual process; rows are sorted there. */
const MOST_ROWS = 500_000

/** In bytes. What is longer is no table of deals. */
const LONGEST_ROW = 100_000

const REQUIRED = ['id', 'closeDate', 'amount', 'currency', 'partner', 'partnerType', 'tier', 'role'] as const
const OPTIONAL = [
  'name',
  'dealType',
  'region',
  'product',
  'firstYearAcv',
  'grossMargin',
  'partnerName',
  'tierToday',
  'share',
  'registeredAt',
  'collected',
] as const
const COLUMNS = [...REQUIRED, ...OPTIONAL]
export type DealColumn = (typeof COLUMNS)[number]

/**
 * Reads closed deals and their credits from CSV (RFC 4180, UTF-8, header row, a byte order mark is fine), in any order, and gives
 * them by close date and id. Throws `BadInput` with a line per fault, such as `line 12, column amount: …`.
 */
export async function readDeals(path: string, signal: AbortSignal): Promise<SimulatedDeal[]> {
  const name = inputName(path)
  const faults: Fault[] = []
  const rows = new DealRows(faults)
  let columns: DealColumn[] | undefined
  let count = 0
  try {
    for await (const { line, cells } of csvRows(path, signal)) {
      if (!columns) {
        columns = readHeader(cells, line, faults)
        if (faults.length > 0) break
        continue
      }
      count += 1
      if (count > MOST_ROWS)
        throw new BadInput(`${name}: has more than ${MOST_ROWS} rows; simulate a shorter time.`)
      if (cells.length === columns.length) rows.add(line, columns, cells)
      else
        faults.push({
          path: `line ${line}`,
          message: `has ${cells.length} columns where the header has ${columns.length}.`,
        })
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    faults.push({ path: `line ${error['lines']}`, message: `is no CSV: ${error.message}` })
  }
  const deals = rows.deals()
  if (faults.length > 0) throw badFaults(name, faults)
  if (!columns) throw new BadInput(`${name}: is empty.`)
  if (deals.length === 0) throw new BadInput(`${name}: has no deals, only a header.`)
  return deals.sort(compareDeals)
}

/** `line` is where a row begins; a quoted cell may hold line ends. */
async function* csvRows(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<{ line: number; cells: string[] }> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  })
  const source = Readable.from(inputText(path, signal))
  source.once('error', (error) => parser.destroy(error))
  let next = 1
  for await (const row of source.pipe(parser)) {
    // With `info` each row comes as these two.
    const { record, info } = row as { record: string[]; info: { lines: number } }
    yield { line: Math.max(next, info.lines - record.join('').split('\n').length + 1), cells: record }
    next = info.lines + 1
  }
}

function readHeader(cells: readonly string[], line: number, faults: Fault[]): DealColumn[] {
  const columns = cells.map((cell) => cell.trim())
  const fault = (message: string) => faults.push({ path: `line ${line}`, message })
  const isKnown = (column: string): column is DealColumn => COLUMNS.some((known) => known === column)
  for (const [index, column] of columns.entries()) {
    if (!isKnown(column)) fault(`there is no column "${column}"; the columns are ${COLUMNS.join(', ')}.`)
    else if (columns.indexOf(column) < index) fault(`the column ${column} is there twice.`)
  }
  const missing = REQUIRED.filter((column) => !columns.includes(column))
  if (missing.length > 0) fault(`these columns are missing: ${missing.join(', ')}.`)
  return columns.filter(isKnown)
}
