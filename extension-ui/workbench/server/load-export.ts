import { createInterface } from 'node:readline/promises'
import { basename } from 'node:path'
import { writeFileSync } from 'node:fs'
import { UnknownColumnsError, type Mapping } from '../../../test/simulators/hubspot/csv/columns.ts'
import type { RowProblem } from '../../../test/simulators/hubspot/csv/row-problem.ts'
import type {
  CsvSeedOptions,
  CsvSeedReport,
  SeedProgress,
} from '../../../test/simulators/hubspot/seed-from-csv.ts'
import type { ImportReport } from '../workbench-api.ts'

export interface ExportFiles {
  deals: string
  accounts: string | undefined
  products: string | undefined
  dealMapping: Mapping
  accountMapping: Mapping
}

/** Asks which header holds a field; null when nobody can be asked. */
export type AskColumn = (field: string, file: string, headers: readonly string[]) => Promise<string | null>

/** Loads the files into one CRM. */
export type LoadInto = (options: CsvSeedOptions) => Promise<CsvSeedReport>

export interface LoadedExport {
  report: ImportReport
  /** With the columns that were asked for: another CRM is loaded from them without asking again. */
  files: ExportFiles
}

/**
 * Fills a CRM from somebody's export and writes every unusual row to `reportFile`. Asks for columns that it does
 * not know; throws UnknownColumnsError when nobody answers. Nothing is loaded before all columns are known.
 */
export async function loadExport(
  load: LoadInto,
  files: ExportFiles,
  options: { reportFile: string; ask: AskColumn; onProgress(progress: SeedProgress): void },
): Promise<LoadedExport> {
  let { dealMapping, accountMapping } = files
  for (;;) {
    try {
      const known = { ...files, dealMapping, accountMapping }
      const report = await load({ ...seedOptions(known), onProgress: options.onProgress })
      writeFileSync(options.reportFile, reportCsv(report.problems))
      return { report: summary(report, files, options.reportFile), files: known }
    } catch (error) {
      if (!(error instanceof UnknownColumnsError)) throw error
      const answers = await askAll(error, options.ask)
      if (!answers) throw error
      if (error.file === files.accounts) accountMapping = { ...accountMapping, ...answers }
      else dealMapping = { ...dealMapping, ...answers }
    }
  }
}

export const seedOptions = (files: ExportFiles): CsvSeedOptions => ({
  dealsFile: files.deals,
  ...(files.accounts !== undefined && { accountsFile: files.accounts }),
  ...(files.products !== undefined && { productsFile: files.products }),
  dealMapping: files.dealMapping,
  accountMapping: files.accountMapping,
})

async function askAll(error: UnknownColumnsError, ask: AskColumn): Promise<Mapping | null> {
  const answers: Record<string, string> = {}
  for (const { field } of error.missing) {
    const header = await ask(field, error.file, error.found)
    if (header === null) return null
    answers[field] = header
  }
  return answers
}

/** On a terminal: shows the headers with numbers and waits for one. */
export function askOnTerminal(): AskColumn {
  return async (field, file, headers) => {
    if (!process.stdin.isTTY || !process.stdout.isTTY) return null
    console.log(`\nWhich column of ${basename(file)} holds the ${field}?`)
    headers.forEach((header, index) => console.log(`  ${index + 1}. ${header}`))
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    try {
      for (;;) {
        const answer = (await terminal.question('Number or name: ')).trim()
        const header = headers[Number(answer) - 1] ?? headers.find((name) => name === answer)
        if (header !== undefined) return header
      }
    } finally {
      terminal.close()
    }
  }
}

function summary(report: CsvSeedReport, files: ExportFiles, reportFile: string): ImportReport {
  const groups = new Map<string, { count: number; lines: number[] }>()
  for (const { file, kind, line } of report.problems) {
    const name = `${kind.replaceAll('_', ' ')} (${file})`
    const group = groups.get(name) ?? { count: 0, lines: [] }
    group.count += 1
    if (group.lines.length < 100) group.lines.push(line)
    groups.set(name, group)
  }
  return {
    fileNames: [files.deals, files.accounts, files.products].flatMap((file) =>
      file ? [basename(file)] : [],
    ),
    accounts: report.accounts,
    deals: report.deals,
    unusualRows: new Set(report.problems.map(({ file, line }) => `${file} ${line}`)).size,
    problems: [...groups].map(([kind, group]) => ({ kind, ...group })),
    reportFile,
  }
}

function reportCsv(problems: readonly RowProblem[]): string {
  const rows = problems.map(({ file, line, kind, loaded, message }) => [
    file,
    String(line),
    kind,
    loaded ? 'yes' : 'no',
    message,
  ])
  return [['file', 'line', 'kind', 'loaded', 'message'], ...rows]
    .map((row) => row.map(cell).join(',') + '\r\n')
    .join('')
}

// The messages quote the export: a cell that begins like a formula must not become one in somebody's spreadsheet.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
