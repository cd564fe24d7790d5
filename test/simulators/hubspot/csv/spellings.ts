import { normalised } from './columns.ts'

/** Which spelling of a name is the usual one, where several differ only in case, spaces and punctuation. */
export class Spellings {
  readonly #counts = new Map<string, Map<string, number>>()
  readonly #listed = new Map<string, string>()

  /** A price list's own spelling goes before every other. */
  addListed(name: string): void {
    this.#listed.set(normalised(name), name)
  }

  add(name: string): void {
    const key = normalised(name)
    const spellings = this.#counts.get(key) ?? new Map<string, number>()
    spellings.set(name, (spellings.get(name) ?? 0) + 1)
    this.#counts.set(key, spellings)
  }

  /** The listed or else the most frequent spelling when it is another one than `name`. On a tie the one with more characters, "GTX Pro" over "GTXPro". */
  usual(name: string): string | undefined {
    const spellings = [...(this.#counts.get(normalised(name)) ?? [])]
    const [best] = spellings.sort(([a, countA], [b, countB]) => countB - countA || b.length - a.length)
    const usual = this.#listed.get(normalised(name)) ?? best?.[0]
    return usual === name ? undefined : usual
  }
}
