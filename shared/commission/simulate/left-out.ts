import type { SimulationResult } from '../../contract/plan-api.ts'
import { compareText } from './simulated-deal.ts'

const EXAMPLES = 5

/** Why deals, or parts of them, are not in the sums: each reason with how many and the first few. */
export class LeftOut {
  readonly #reasons = new Map<string, { deals: number; examples: string[] }>()

  note(reason: string, example: string): void {
    const found = this.#reasons.get(reason) ?? { deals: 0, examples: [] }
    found.deals += 1
    if (found.examples.length < EXAMPLES) found.examples.push(example)
    this.#reasons.set(reason, found)
  }

  /** The most frequent reason first. */
  result(): SimulationResult['notRated'] {
    return [...this.#reasons]
      .map(([reason, found]) => ({ reason, ...found }))
      .sort((a, b) => b.deals - a.deals || compareText(a.reason, b.reason))
  }
}
