import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'

/**
 * A plan as the JSON that it is. The editor changes what it knows in place and never rebuilds an object from its own idea of
 * one, so that keys which it does not know survive.
 */
export type Terms = PlanDraftView['terms']
export type RuleJson = Record<string, unknown>

/** What a half-written plan may hold anywhere is anything: these read it as what it should be, or as nothing. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

export const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const rulesOf = (terms: Terms): readonly RuleJson[] => listOf(terms.rules).map(recordOf)

/** The currency that amounts are shown in; empty while it is not three letters. */
export const currencyOf = (terms: Terms): string =>
  /^[A-Z]{3}$/.test(textOf(terms.currency)) ? textOf(terms.currency) : ''

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
