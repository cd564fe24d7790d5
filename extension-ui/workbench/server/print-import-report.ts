import type { ImportReport } from '../workbench-api.ts'

const LINES_SHOWN = 10

export function printImportReport(report: ImportReport): void {
  const number = (n: number): string => n.toLocaleString('en-US')
  console.log(
    `  Loaded ${number(report.deals)} deals and ${number(report.accounts)} accounts from ${report.fileNames.join(', ')}.`,
  )
  if (report.problems.length === 0) return
  console.log(`  ${number(report.unusualRows)} unusual rows, some with several remarks:`)
  for (const { kind, count, lines } of report.problems) {
    const more = count > LINES_SHOWN ? ', …' : ''
    console.log(
      `    ${number(count).padStart(6)}  ${kind}: line ${lines.slice(0, LINES_SHOWN).join(', ')}${more}`,
    )
  }
  console.log(`  Each of them is in ${report.reportFile}.`)
}
