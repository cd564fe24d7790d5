import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../../shared/data/crm-sales-opportunities')
export const dealsFile = join(folder, 'sales_pipeline.csv')
export const accountsFile = join(folder, 'accounts.csv')
export const hasSalesExport = existsSync(dealsFile) && existsSync(accountsFile)

export interface ExportRow {
  line: number
  id: string
  account: string
  outcome: 'open' | 'won' | 'lost'
  engaged: string
  closed: string
  value: string
}

/** Reads the export apart from the product's reader: it has no quotes, so commas and line ends are all there is. */
export function readSalesExport(): { rows: ExportRow[]; parentOf: Map<string, string> } {
  const rows = linesOf(dealsFile).map(([id, , , account, stage, engaged, closed, value], index) => ({
    line: index + 2,
    id: id ?? '',
    account: account ?? '',
    outcome: stage === 'Won' ? ('won' as const) : stage === 'Lost' ? ('lost' as const) : ('open' as const),
    engaged: engaged ?? '',
    closed: closed ?? '',
    value: value ?? '',
  }))
  return { rows, parentOf: new Map(linesOf(accountsFile).map((cells) => [cells[0] ?? '', cells[6] ?? ''])) }
}

function linesOf(file: string): string[][] {
  const text = readFileSync(file, 'utf8')
  if (text.includes('"')) throw new Error(`${file} has quotes: this reader is too simple for it`)
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
}

/** 3/1/2017 → 2017-03-01 */
export function isoDay(monthFirst: string): string | null {
  if (monthFirst === '') return null
  const [month = '', day = '', year = ''] = monthFirst.split('/')
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
