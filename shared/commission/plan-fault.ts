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
  return error.issues.flatMap((issue): Fault[] => {
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: jsonPath([...issue.path, key]),
          message: 'is not known to this release, and leaving it out could change the money',
        }))
      case 'invalid_union':
        return [
          {
            path: jsonPath([...issue.path]),
            message: 'is of a kind that this release cannot evaluate; use "percent" or "flat"',
          },
        ]
      case 'invalid_value':
        if (issue.message.startsWith('must')) break
        return [
          {
            path: jsonPath(issue.path),
            message: `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`,
          },
        ]
      case 'invalid_type':
        if (issue.message.startsWith('must')) break
        return [
          {
            path: jsonPath(issue.path),
            message: `must be ${issue.expected === 'int' ? 'a whole number' : issue.expected}`,
          },
        ]
    }
    return [{ path: jsonPath(issue.path), message: issue.message }]
  })
}
