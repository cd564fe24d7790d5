import {
  recogniseColumns,
  UnknownColumnsError,
  type Columns,
  type FileKind,
  type Mapping,
} from './csv/columns.ts'
import { dayOrderOf, type DatedCell } from './csv/dates.ts'
import { AccountDirectory, loadAccounts } from './csv/load-accounts.ts'
import { cellOf, DealLoader } from './csv/load-deals.ts'
import type { ImportTarget } from './csv/import-target.ts'
import { readRows, type CsvRow } from './csv/read-rows.ts'
import type { RowProblem } from './csv/row-problem.ts'
import { PortalImport } from './import-portal.ts'
import type { Portal } from './portal.ts'

export interface CsvSeedOptions {
  dealsFile: string
  accountsFile?: string
  /** A price list: tells which spelling of a product is the right one. */
  productsFile?: string
  /** Field → header, for headers that no alias knows. */
  dealMapping?: Mapping
  accountMapping?: Mapping
  onProgress?: (progress: SeedProgress) => void
}

export interface SeedProgress {
  accounts: number
  deals: number
  dealRows: number
}

export interface CsvSeedReport {
  accounts: number
  deals: number
  /** Every unusual row, in the order of the files; one row may be named more than once. */
  problems: RowProblem[]
  /** Headers that no field uses. */
  unusedColumns: string[]
}

const rowsPerTurn = 500

/** Fills a portal from an export; see `loadExport`. */
export const seedFromCsv = (portal: Portal, options: CsvSeedOptions): Promise<CsvSeedReport> =>
  loadExport(new PortalImport(portal), options)

/**
 * Loads an export. Throws `UnknownColumnsError` when a required column has no known name and
 * `AmbiguousDatesError` when day and month cannot be told apart; both before anything is loaded.
 */
export async function loadExport(target: ImportTarget, options: CsvSeedOptions): Promise<CsvSeedReport> {
  const problems: RowProblem[] = []
  const report = (problem: RowProblem): void => void problems.push(problem)
  const { accountsFile } = options
  const accountFile =
    accountsFile === undefined
      ? undefined
      : await readFile('accounts', accountsFile, options.accountMapping, report)
  const dealFile = await readFile('deals', options.dealsFile, options.dealMapping, report)
  const products = options.productsFile === undefined ? [] : await readProducts(options.productsFile, report)
  const dayOrder = dayOrderOf(options.dealsFile, datesOf(dealFile.rows, dealFile.columns))
  const accounts =
    accountFile === undefined
      ? new AccountDirectory()
      : loadAccounts(target, accountFile.rows, accountFile.columns, report)
  const { columns } = dealFile
  const hasAccountsFile = accountFile !== undefined
  const loader = new DealLoader(
    target,
    { columns, dayOrder, accounts, hasAccountsFile, products, report },
    dealFile.rows,
  )
  let deals = 0
  for (const row of dealFile.rows) {
    loader.add(row)
    deals += 1
    if (deals % rowsPerTurn !== 0 && deals !== dealFile.rows.length) continue
    options.onProgress?.({ accounts: accounts.size, deals, dealRows: dealFile.rows.length })
    // Lets a server that is being filled answer in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
  problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
  return {
    accounts: accounts.size,
    deals,
    problems,
    unusedColumns: [...(accountFile?.unused ?? []), ...dealFile.unused],
  }
}

async function readFile<K extends FileKind>(
  kind: K,
  file: string,
  mapping: Mapping | undefined,
  report: (problem: RowProblem) => void,
): Promise<{ columns: Columns<K>; unused: string[]; rows: CsvRow[] }> {
  const rows: CsvRow[] = []
  let header: string[] = []
  for await (const item of readRows(file)) {
    if ('header' in item) {
      header = item.header
      const early = recogniseColumns(kind, header, mapping)
      if (!early.ok) throw new UnknownColumnsError(file, kind, early)
    } else if ('malformed' in item) {
      const { line, problem, text } = item.malformed
      report({ file: kind, line, kind: 'malformed_row', message: `${problem}: ${text}`, loaded: false })
    } else {
      rows.push(item.row)
      if (item.row.cells.some((cell) => cell.includes('\uFFFD'))) {
        const message = 'some characters are not UTF-8'
        report({ file: kind, line: item.row.line, kind: 'unreadable_characters', message, loaded: true })
      }
    }
  }
  const recognised = recogniseColumns(kind, header, mapping)
  if (!recognised.ok) throw new UnknownColumnsError(file, kind, recognised)
  return { columns: recognised.columns, unused: recognised.unused, rows }
}

async function readProducts(file: string, report: (problem: RowProblem) => void): Promise<string[]> {
  const { columns, rows } = await readFile('products', file, undefined, report)
  return rows.map((row) => cellOf(row, columns.name)).filter((name) => name !== '')
}

function* datesOf(rows: readonly CsvRow[], columns: Columns<'deals'>): Generator<DatedCell> {
  for (const row of rows) {
    for (const index of [columns.createDate, columns.closeDate]) {
      const text = cellOf(row, index)
      if (text !== '') yield { line: row.line, text }
    }
  }
}
