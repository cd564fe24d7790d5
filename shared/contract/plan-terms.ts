import { z } from 'zod'

/** Characters of JSON text. */
export const MAX_TERMS_LENGTH = 200_000
/** Far more than any plan nests, and few enough for every reader. */
const MAX_DEPTH = 32

/**
 * The terms of a draft: any JSON object that can be kept exactly as it came. What a database or a reader would change or
 * choke on is refused here, so that nobody finds other terms than they saved. No `z.record`: that drops a key `__proto__`.
 */
export const planTerms = z
  .unknown()
  .superRefine((terms, context) => {
    const fault = faultOf(terms)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  })
  .meta({ type: 'object' })
  // Checked just above.
  .transform((terms) => terms as Record<string, unknown>)

function faultOf(terms: unknown): string | undefined {
  if (typeof terms !== 'object' || terms === null || Array.isArray(terms)) return 'must be a JSON object'
  // Level by level instead of by recursion: the depth is what is to be found out.
  let level: unknown[] = [terms]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} deep`
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value === 'string' && !isStorable(value)) return UNSTORABLE
      if (typeof value === 'number' && !Number.isFinite(value)) return 'has a number that is too large'
      if (typeof value !== 'object' || value === null) continue
      for (const [key, item] of Object.entries(value)) {
        if (!isStorable(key)) return UNSTORABLE
        if (key === '__proto__') return 'has a field "__proto__", which no plan has'
        next.push(item)
      }
    }
    level = next
  }
  return JSON.stringify(terms).length > MAX_TERMS_LENGTH
    ? `is longer than ${MAX_TERMS_LENGTH} characters of JSON`
    : undefined
}

/** PostgreSQL keeps neither the character of code zero nor half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const UNSTORABLE = 'has a character that cannot be kept'
