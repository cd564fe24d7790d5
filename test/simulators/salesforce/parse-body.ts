import { ZodError, type z } from 'zod'
import { malformed } from './api-error.ts'
import { readJson } from './wire-json.ts'

/** Reads a JSON body; numbers keep their digits as `JsonNumber`. */
export function parseJson(text: string): unknown {
  try {
    return readJson(text)
  } catch (error) {
    throw malformed(`Unexpected character: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

/** Reads a JSON body against what Salesforce accepts; anything else is its 400. */
export function parseBody<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(parseJson(text))
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    const [first] = error.issues
    throw malformed(`${first?.path.join('.') ?? ''}: ${first?.message ?? 'invalid'}`)
  }
}
