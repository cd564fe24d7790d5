import { listOf, recordOf, textOf } from './terms.ts'

export interface BandRow {
  /** Where the band begins: the end of the one before. Empty for the first, which begins at nothing. */
  from: string
  /** null has no end. */
  upTo: string | null
  percent: string
}

/** The bands as lines of a table. */
export const bandRows = (bands: unknown): BandRow[] =>
  listOf(bands).map((band, index, all) => {
    const { upTo, percent } = recordOf(band)
    const before = recordOf(all[index - 1]).upTo
    return { from: textOf(before), upTo: upTo === null ? null : textOf(upTo), percent: textOf(percent) }
  })

/** One more band before the last, which stays the one without an end; the first band of all has none. */
export function addBand(bands: unknown): unknown[] {
  const all = [...listOf(bands)]
  if (all.length === 0) return [{ upTo: null, percent: '' }]
  const last = all.length - 1
  if (recordOf(all[last]).upTo === null) return all.toSpliced(last, 0, { upTo: '', percent: '' })
  return [...all, { upTo: null, percent: '' }]
}

export const removeBand = (bands: unknown, index: number): unknown[] => listOf(bands).toSpliced(index, 1)

export function setBand(bands: unknown, index: number, change: { upTo?: string | null; percent?: string }) {
  return listOf(bands).map((band, at) => (at === index ? { ...recordOf(band), ...change } : band))
}
