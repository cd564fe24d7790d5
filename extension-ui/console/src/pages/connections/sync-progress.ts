import type { SyncRunView } from '../../../../../shared/contract/console-api.ts'

export interface KindProgress {
  kind: string
  read: number
  /** null where the CRM does not say how many there are. */
  expected: number | null
  percent: number | null
}

/** One bar per kind of record. More may be read than was expected: records are added while a sync runs. */
export function progressOf(run: Pick<SyncRunView, 'read' | 'expected'>): KindProgress[] {
  const kinds = [...new Set([...Object.keys(run.expected), ...Object.keys(run.read)])]
  return kinds.map((kind) => {
    const read = run.read[kind] ?? 0
    const expected = run.expected[kind] ?? null
    const percent =
      expected === null ? null : expected === 0 ? 100 : Math.min(100, Math.floor((read / expected) * 100))
    return { kind, read, expected, percent }
  })
}

export const total = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, amount) => sum + amount, 0)
