import type { z } from 'zod'
import { Refusal } from '../errors.ts'

/** A keyset cursor: the sort values of the last row that was shown, opaque to clients. */
export function encodeCursor(values: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Refuses text that `encodeCursor` did not make for a list with these columns. */
export function decodeCursor<T extends z.ZodType>(
  cursor: string | undefined,
  columns: T,
): z.output<T> | null {
  if (cursor === undefined) return null
  const values = columns.safeParse(parse(cursor))
  if (values.success) return values.data
  throw new Refusal('invalid_request', 'The list cannot go on from here: load it again.', {
    fields: [{ path: 'cursor', message: 'is not a cursor of this list' }],
  })
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
