import type { Request } from 'express'
import type { z } from 'zod'
import { Refusal } from '../errors.ts'

/** The body byte for byte, as signatures need it; empty when there is none. */
export function rawBody(request: Request): Buffer {
  // Express types `body` as any; app.ts reads every body with `express.raw`.
  const body = request.body as unknown
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** The body as JSON, unchecked. An empty body is undefined. */
export function jsonBody(request: Request): unknown {
  const bytes = rawBody(request)
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Refusal('invalid_request', 'The body is not JSON in UTF-8.')
  }
}

/** The one value of a cookie; undefined when it is absent or comes twice. */
export function cookie(request: Request, name: string): string | undefined {
  const values = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/** Parses with a schema, or refuses with the path of each problem. */
export function parsePart<S extends z.ZodType>(schema: S, value: unknown, part: string): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Refusal('invalid_request', `The ${part} is not as it should be.`, {
    fields: parsed.error.issues.flatMap(describe),
  })
}

function describe(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [path, key].filter(Boolean).join('.'),
      message: 'is not known here',
    }))
  }
  return [{ path, message: issue.message }]
}
