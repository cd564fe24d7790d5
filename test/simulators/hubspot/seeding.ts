import { countByKind, type RowProblem } from './csv/row-problem.ts'
import type { Portal } from './portal.ts'
import { seedFromCsv, type CsvSeedOptions, type CsvSeedReport, type SeedProgress } from './seed-from-csv.ts'

export type SeedStatus =
  | { state: 'idle' }
  | ({ state: 'loading' } & SeedProgress)
  | { state: 'failed'; problem: string }
  | {
      state: 'done'
      accounts: number
      deals: number
      problemCounts: ReturnType<typeof countByKind>
      problems: readonly RowProblem[]
    }

/** Fills a running simulator from an export and says how far it is. */
export class Seeding {
  readonly #portal: Portal
  #status: SeedStatus = { state: 'idle' }

  constructor(portal: Portal) {
    this.#portal = portal
  }

  status(): SeedStatus {
    return this.#status
  }

  async fromCsv(options: CsvSeedOptions): Promise<CsvSeedReport> {
    this.#status = { state: 'loading', accounts: 0, deals: 0, dealRows: 0 }
    const onProgress = (progress: SeedProgress): void => {
      this.#status = { state: 'loading', ...progress }
      options.onProgress?.(progress)
    }
    try {
      const report = await seedFromCsv(this.#portal, { ...options, onProgress })
      const { accounts, deals, problems } = report
      this.#status = { state: 'done', accounts, deals, problemCounts: countByKind(problems), problems }
      return report
    } catch (error) {
      this.#status = { state: 'failed', problem: error instanceof Error ? error.message : String(error) }
      throw error
    }
  }
}
