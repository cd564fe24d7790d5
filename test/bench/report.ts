import { cpus } from 'node:os'

/** One thing that was measured, with what the least work for it takes in the same run. */
export interface Measure {
  what: string
  /** "journals/s". */
  unit: string
  ours: number
  floor: number
  /** ours / floor. */
  ratio: number
  /** The ratio that is asked for, and whether it is to be reached or not to be exceeded; null where nothing is asked. */
  goal: { atLeast: number } | { atMost: number } | null
  met: boolean
}

export interface BenchReport {
  name: string
  /** What it ran on, so that somebody else can run the same. */
  dataset: string
  seed: number
  measures: Measure[]
  /** What could not be measured here, and why. */
  skipped: string[]
}

export type Benchmark = (options: { seed: number }) => Promise<BenchReport>

/** Rates, where more is better. */
export function measured(
  what: string,
  unit: string,
  rates: { ours: number; floor: number },
  goal: Measure['goal'],
): Measure {
  const ratio = rates.ours / rates.floor
  const met = goal === null || ('atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost)
  return { what, unit, ...rates, ratio, goal, met }
}

/** The middle one of interleaved rounds, so that one slow moment of the machine does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new RangeError('There is no median of nothing.')
  return middle
}

export function machine(): string {
  const all = cpus()
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`
}

export function table({ name, dataset, seed, measures, skipped }: BenchReport): string {
  const rows = measures.map(({ what, unit, ours, floor, ratio, goal, met }) => [
    what,
    `${count(ours)} ${unit}`,
    count(floor),
    ratio.toFixed(2),
    goal === null ? '' : 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`,
    goal === null ? '' : met ? 'met' : 'MISSED',
  ])
  const all = [['', 'ours', 'floor', 'ratio', 'goal', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const about = [
    `${name}: ${dataset}, seed ${seed}`,
    machine(),
    ...skipped.map((text) => `not measured: ${text}`),
  ]
  return `${[...about, '', ...lines].join('\n')}\n`
}

const count = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 })
