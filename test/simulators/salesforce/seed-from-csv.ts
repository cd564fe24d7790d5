import { loadExport, type CsvSeedOptions, type CsvSeedReport } from '../hubspot/seed-from-csv.ts'
import { OrgImport } from './import-org.ts'
import type { Org } from './org.ts'

/** Fills an org from an export. Throws like `loadExport` before anything is loaded. */
export const seedFromCsv = (org: Org, options: CsvSeedOptions): Promise<CsvSeedReport> =>
  loadExport(new OrgImport(org), options)
