import { listOf, rulesOf, textOf, type RuleJson, type Terms } from './terms.ts'

/** The rules in another order, number or content; the rest of the terms as it was. */

export const withRules = (terms: Terms, rules: readonly unknown[]): Terms => ({ ...terms, rules })

/** One step up (-1) or down (1). At the end of the list nothing moves. */
export function moveRule(terms: Terms, index: number, by: -1 | 1): Terms {
  const rules = [...listOf(terms.rules)]
  const target = index + by
  if (target < 0 || target >= rules.length || index < 0 || index >= rules.length) return terms
  const [moved] = rules.splice(index, 1)
  rules.splice(target, 0, moved)
  return withRules(terms, rules)
}

export const insertRule = (terms: Terms, index: number, rule: unknown): Terms =>
  withRules(terms, listOf(terms.rules).toSpliced(index, 0, rule))

export const removeRule = (terms: Terms, index: number): Terms =>
  withRules(terms, listOf(terms.rules).toSpliced(index, 1))

/** A rule that can be read at once: percent of the deal amount for whoever sourced the deal, with the percent to be written. */
export function newRule(terms: Terms): RuleJson {
  return {
    id: freeId(terms, 'rule'),
    role: 'sourced',
    basis: 'dealAmount',
    rate: { kind: 'percent', percent: '' },
  }
}

/** A copy right behind it, under a name of its own. */
export function duplicateRule(terms: Terms, index: number): Terms {
  const rule = rulesOf(terms)[index]
  if (!rule) return terms
  const stem = textOf(rule.id).replace(/-\d+$/, '') || 'rule'
  return insertRule(terms, index + 1, { ...structuredClone(rule), id: freeId(terms, stem) })
}

function freeId(terms: Terms, stem: string): string {
  const taken = new Set(rulesOf(terms).map(({ id }) => textOf(id)))
  let number = taken.size + 1
  while (taken.has(`${stem}-${number}`)) number++
  return `${stem}-${number}`
}
