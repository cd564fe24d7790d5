import type { CrmPaths, ImportReport, StoryStep } from '../workbench-api.ts'
import { lookForProgress, STEP_KEYS, storySteps, type Crms, type StepKey } from './story.ts'

const TOUCHED_KEPT = 10

export interface KeptProgress {
  doneSteps: string[]
  touched: { hubspot: string[]; salesforce: string[] }
  importReport: ImportReport | null
}

/** How far the visitor has come, on whichever record. */
export class StoryProgress {
  importReport: ImportReport | null = null
  readonly #done = new Set<StepKey>()
  readonly #touched: { hubspot: string[]; salesforce: string[] } = { hubspot: [], salesforce: [] }

  static of(kept: KeptProgress): StoryProgress {
    const progress = new StoryProgress()
    for (const key of STEP_KEYS) if (kept.doneSteps.includes(key)) progress.#done.add(key)
    progress.#touched.hubspot = kept.touched.hubspot
    progress.#touched.salesforce = kept.touched.salesforce
    progress.importReport = kept.importReport
    return progress
  }

  content(): KeptProgress {
    return { doneSteps: [...this.#done], touched: this.#touched, importReport: this.importReport }
  }

  /** Something was done on this record through the card. */
  touch(crm: keyof CrmPaths, id: string): void {
    this.#touched[crm] = [id, ...this.#touched[crm].filter((other) => other !== id)].slice(0, TOUCHED_KEPT)
  }

  /** The record of each CRM that something was done on last. */
  latest(crm: keyof CrmPaths): string | undefined {
    return this.#touched[crm][0]
  }

  finish(key: StepKey): void {
    this.#done.add(key)
  }

  /** Asks the server and the CRMs what has become true since; answers whether there is news. */
  async look(crms: Crms): Promise<boolean> {
    const before = this.#done.size
    await lookForProgress(crms, this.#done, this.#touched)
    return this.#done.size !== before
  }

  steps(paths: CrmPaths): StoryStep[] {
    return storySteps(this.#done, paths)
  }
}
