import type { LintFinding } from '../../contract/plan-api.ts'
import { isCurrency } from '../../money/currency.ts'
import { displayMoney } from '../../money/format.ts'
import { InvalidAmount, parseStoredMoney } from '../../money/parse-decimal.ts'
import { error } from './finding.ts'
import { fields, list } from './subject.ts'

/** Bands that overlap or leave the largest deals out. Looks at what was written: such a plan cannot be read at all. */
export function bandFaults(terms: Readonly<Record<string, unknown>>): LintFinding[] {
  const { currency } = terms
  if (typeof currency !== 'string' || !isCurrency(currency)) return []
  return list(terms.rules).flatMap((json, index) => {
    const rule = fields(json)
    const rate = fields(rule.rate)
    if (rate.kind !== 'graduated' && rate.kind !== 'volume') return []
    const at = `rules[${index}].rate.bands`
    const name = typeof rule.id === 'string' ? rule.id : at
    const ends = list(rate.bands).map((band) => endOf(fields(band), currency))
    return [...overlaps(ends, at, name, currency), ...gap(ends, at, name, currency)]
  })
}

/** null is open; undefined cannot be read. */
type End = bigint | null | undefined

function overlaps(ends: readonly End[], at: string, name: string, currency: string): LintFinding[] {
  const shown = (amountMinor: bigint) => displayMoney({ amountMinor, currency })
  return ends.flatMap((end, index) => {
    const before = ends[index - 1]
    if (index === 0 || end === undefined || before === undefined) return []
    if (before === null) {
      const last = ends.slice(0, index).findLast((known) => typeof known === 'bigint')
      const from = last === undefined ? 'every amount' : `everything above ${shown(last)}`
      return error('band_overlap', {
        path: `${at}[${index - 1}].upTo`,
        about: [name, 'open', last ?? null, end],
        message: 'This band has no end, but another one follows.',
        why: `It takes ${from}, so that 0 deals would ever reach the next one.`,
        fix: 'Give this band an end (`upTo`), or take the ones after it out.',
      })
    }
    if (end === null || end > before) return []
    return error('band_overlap', {
      path: `${at}[${index}].upTo`,
      about: [name, before, end],
      message: `This band ends at ${shown(end)}, but the one before it reaches ${shown(before)} already.`,
      why:
        end === before
          ? `Both bands end at ${shown(end)}, so that no amount at all is left for this one.`
          : `${shown(before - end)} of each larger deal would belong to two bands at two rates.`,
      fix: `Write the bands from the lowest end to the highest: this one must end above ${shown(before)}.`,
    })
  })
}

function gap(ends: readonly End[], at: string, name: string, currency: string): LintFinding[] {
  const last = ends.at(-1)
  if (typeof last !== 'bigint') return []
  const limit = displayMoney({ amountMinor: last, currency })
  return [
    error('band_gap', {
      path: `${at}[${ends.length - 1}].upTo`,
      about: [name, last],
      message: `No band begins above ${limit}.`,
      why: `What a deal has above ${limit} earns nothing; nothing says at which rate.`,
      fix: 'Leave the last band open with `"upTo": null`.',
    }),
  ]
}

function endOf(band: Readonly<Record<string, unknown>>, currency: string): End {
  if (band.upTo === null) return null
  if (typeof band.upTo !== 'string') return undefined
  try {
    return parseStoredMoney(band.upTo, currency).amountMinor
  } catch (problem) {
    if (problem instanceof InvalidAmount) return undefined
    throw problem
  }
}
