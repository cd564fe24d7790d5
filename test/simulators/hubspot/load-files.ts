import { parseMapping, UnknownColumnsError } from './csv/columns.ts'
import { AmbiguousDatesError } from './csv/dates.ts'
import { countByKind } from './csv/row-problem.ts'
import type { Seeding } from './seeding.ts'

export interface ExportArguments {
  deals: string
  accounts?: string | undefined
  products?: string | undefined
  map: readonly string[]
  'map-accounts': readonly string[]
}

/** Loads the export that a command line names, says what came of it, and ends with code 2 when it cannot be understood. */
export async function loadFiles(
  simulator: { seeding: Seeding; close(): Promise<void> },
  values: ExportArguments,
): Promise<void> {
  try {
    const report = await simulator.seeding.fromCsv({
      dealsFile: values.deals,
      dealMapping: parseMapping(values.map),
      accountMapping: parseMapping(values['map-accounts']),
      ...(values.accounts !== undefined && { accountsFile: values.accounts }),
      ...(values.products !== undefined && { productsFile: values.products }),
    })
    const unusual = JSON.stringify(countByKind(report.problems))
    process.stdout.write(`${report.deals} deals, ${report.accounts} accounts, unusual rows: ${unusual}\n`)
  } catch (error) {
    if (!(error instanceof UnknownColumnsError || error instanceof AmbiguousDatesError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
    await simulator.close()
  }
}
