import { countByKind, type RowProblem } from './csv/row-problem.ts'
import type { CsvSeedOptions, CsvSeedReport, SeedProgress } from './seed-from-csv.ts'

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
  readonly #load: (options: CsvSeedOptions) => Promise<CsvSeedReport>
  #status: SeedStatus = { state: 'idle' }

  constructor(load: (options: CsvSeedOptions) => Promise<CsvSeedReport>) {
    this.#load = load
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
      const report = await this.#load({ ...options, onProgress })
      const { accounts, deals, problems } = report
      this.#status = { state: 'done', accounts, deals, problemCounts: countByKind(problems), problems }
      return report
    } catch (error) {
      this.#status = { state: 'failed', problem: error instanceof Error ? error.message : String(error) }
      throw error
    }
  }
}
