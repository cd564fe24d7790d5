import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take tens of seconds each, however small they are: they tell stories that stand elsewhere. */
const LONG = ['test/e2e/', 'test/faults/', 'test/acceptance/', 'test/payments/', 'test/sync/', 'test/ledger/']

/**
 * The longest kinds of test files first: one that began last would keep a single worker busy while the others have
 * nothing left to do. Within a kind Vitest's own order holds: by an earlier run's times, else by size.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const path = relative(project.config.root, moduleId)
  const found = LONG.findIndex((folder) => path.startsWith(folder))
  return found === -1 ? LONG.length : found
}
