import type { z } from 'zod'

/** Something wrong in a file that a person wrote: where, and what in a sentence without its subject. */
export interface Fault {
  /** JSON path of the field, such as `rules[0].rate.kind`; empty for the whole. */
  path: string
  message: string
}

export function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  )
}

/** Zod's issues as faults, one for each field. */
export function sentences(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: jsonPath([...issue.path, key]), message: UNKNOWN_FIELD }))
      : { path: jsonPath(issue.path), message: sentence(issue) },
  )
}

const UNKNOWN_FIELD = 'is not known to this release, and leaving it out could change the money'

/** Our own messages begin with "must"; zod's are put into the same words. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must')) return issue.message
  switch (issue.code) {
    case 'invalid_union':
      return 'is of a kind that this release cannot evaluate'
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : issue.expected}`
    default:
      return issue.message
  }
}
