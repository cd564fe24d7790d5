import { z } from 'zod'

/** Salesforce's replies, as far as we read them. Numbers have become their own text before (see exact-json.ts). */

const count = z.string().regex(/^\d+$/).transform(Number)

/** A record's fields as text, whichever API they came by; null where it has no value. */
export type Row = Readonly<Record<string, string | null>>

const fieldText = (value: unknown): string | null =>
  value === null || value === '' ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)

export const row = z.record(z.string(), z.unknown()).transform((fields): Row => {
  const texts: Record<string, string | null> = {}
  for (const name in fields) {
    if (name === 'attributes') continue
    const value = fields[name]
    if (isParent(value)) for (const inner in value) texts[`${name}.${inner}`] = fieldText(value[inner])
    else texts[name] = fieldText(value)
  }
  return texts
})

/** A record that the row points at: its fields are named by the path to them, as Bulk names its columns. */
const isParent = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && 'attributes' in value

export const queryPage = z.object({
  totalSize: count,
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(row),
})

export const describedObject = z.object({
  name: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string().default(''),
      type: z.string().default(''),
      updateable: z.boolean().default(false),
    }),
  ),
})
export type DescribedField = z.output<typeof describedObject>['fields'][number]

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm */
export const updatedReply = z.object({ latestDateCovered: z.string() })

export const deletedReply = z.object({
  deletedRecords: z.array(z.object({ id: z.string() })),
})

export const compositeReply = z.object({
  compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: count, body: z.unknown() })),
})

/** One entry per record, in the order in which they were sent. */
export const savedRecords = z.array(
  z.object({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: z.array(z.object({ statusCode: z.string().catch(''), message: z.string().catch('') })).catch([]),
  }),
)
export type SavedRecord = z.output<typeof savedRecords>[number]

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_one_job.htm */
export const queryJob = z.object({
  id: z.string().regex(/^\w+$/),
  state: z.enum(['UploadComplete', 'InProgress', 'Aborted', 'JobComplete', 'Failed']),
  errorMessage: z.string().nullish(),
})
export type QueryJob = z.output<typeof queryJob>
