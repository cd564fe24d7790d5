import { randomUUID } from 'node:crypto'
import { z } from 'zod'

/** A body that a schema accepts, made from the schema itself, with these ids where a field is named so. */
export function validBody(schema: z.ZodType, ids: Readonly<Record<string, string>>): Record<string, unknown> {
  const body = valueOf(jsonSchema.parse(z.toJSONSchema(schema, { io: 'input' })), '', ids)
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Error(`no valid body was found: ${parsed.error.message}`)
  return z.record(z.string(), z.unknown()).parse(body)
}

interface JsonSchema {
  type?: string | undefined
  const?: unknown
  enum?: unknown[] | undefined
  default?: unknown
  format?: string | undefined
  pattern?: string | undefined
  minItems?: number | undefined
  properties?: Record<string, JsonSchema> | undefined
  required?: string[] | undefined
  items?: JsonSchema | undefined
  anyOf?: JsonSchema[] | undefined
  oneOf?: JsonSchema[] | undefined
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    // What may be null as well comes as a list of both.
    type: z.union([z.string(), z.array(z.string()).transform(([first]) => first)]).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minItems: z.number().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
  }),
)

export const PLAIN_TEXT = 'some text'
const TEXTS = [PLAIN_TEXT, '12.50', 'USD', '/']

function valueOf(schema: JsonSchema, name: string, ids: Readonly<Record<string, string>>): unknown {
  const [first] = schema.oneOf ?? schema.anyOf ?? []
  if (first) return valueOf(first, name, ids)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key))
    return Object.fromEntries(entries.map(([key, inner]) => [key, valueOf(inner, key, ids)]))
  }
  if (schema.type === 'array')
    return Array.from({ length: schema.items ? (schema.minItems ?? 0) : 0 }, () =>
      valueOf(schema.items ?? {}, name.replace(/s$/, ''), ids),
    )
  if (schema.type === 'boolean') return false
  if (schema.type === 'integer' || schema.type === 'number') return 1
  return textOf(schema, name, ids)
}

function textOf(schema: JsonSchema, name: string, ids: Readonly<Record<string, string>>): string {
  if (schema.format === 'uuid') {
    const id = name === 'idempotencyKey' ? randomUUID() : ids[name]
    if (!id) throw new Error(`the body has an id named ${name}: seed a row of it in seed-records.ts`)
    return id
  }
  if (schema.format === 'email') return 'person@customer.example'
  if (schema.format === 'date') return '2026-03-01'
  const pattern = new RegExp(schema.pattern ?? '')
  const text = TEXTS.find((candidate) => pattern.test(candidate))
  if (text === undefined) throw new Error(`no text for ${name} matches ${schema.pattern}`)
  return text
}
