import { z } from 'zod'
import { ApiError } from './api-error.ts'
import { dataPath } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import type { ObjectDefinition } from './field.ts'
import { objectNamed } from './handlers-describe.ts'
import { wholeRecord } from './handlers-records.ts'
import { parseBody } from './parse-body.ts'
import {
  planCreate,
  planDelete,
  planUpdate,
  planUpsert,
  readableRecord,
  type PlannedWrite,
} from './record-writes.ts'
import { normalisedId } from './record-id.ts'
import { ok } from './reply.ts'
import type { World } from './simulator.ts'

const record = z.record(z.string(), z.unknown())
const recordsBody = z.object({ allOrNone: z.boolean().default(false), records: z.array(record).min(1) })
const retrieveBody = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) })

interface SaveResult {
  id?: string
  success: boolean
  errors: { statusCode: string; message: string; fields: readonly string[] }[]
  created?: boolean
}

interface Planned {
  write: PlannedWrite
  created?: boolean
}

/** Up to 200 records in one call, each with its own outcome. */
export function collectionEndpoints(world: World): Endpoint[] {
  const { org } = world
  const base = `${dataPath}/composite/sobjects`
  return [
    {
      method: 'POST',
      path: base,
      kind: 'collections.create',
      answer: ({ text, userId }) => {
        const { allOrNone, records } = limited(parseBody(recordsBody, text))
        const plan = (input: WrittenRecord): Planned => ({
          write: planCreate(world, typeOf(world, input), input, userId),
        })
        return ok(saveAll(records, plan, allOrNone))
      },
    },
    {
      method: 'PATCH',
      path: base,
      kind: 'collections.update',
      answer: ({ text, userId }) => {
        const { allOrNone, records } = limited(parseBody(recordsBody, text))
        const plan = (input: WrittenRecord): Planned => {
          const { id, Id, ...fields } = input
          const given = String(id ?? Id ?? '')
          if (given === '')
            throw new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', [])
          return { write: planUpdate(world, typeOf(world, input), given, fields, userId) }
        }
        return ok(saveAll(records, plan, allOrNone))
      },
    },
    {
      method: 'DELETE',
      path: base,
      kind: 'collections.delete',
      answer: ({ query, userId }) => {
        const ids = (query.get('ids') ?? '').split(',').filter((id) => id !== '')
        limited({ records: ids })
        const plan = (id: string): Planned => ({
          write: planDelete(world, typeById(world, id), id, userId),
        })
        return ok(saveAll(ids, plan, query.get('allOrNone') === 'true'))
      },
    },
    {
      method: 'PATCH',
      path: `${base}/:object/:field`,
      kind: 'collections.upsert',
      answer: ({ params, text, userId }) => {
        const object = objectNamed(org, params.object)
        const fieldName = params.field ?? ''
        const { allOrNone, records } = limited(parseBody(recordsBody, text))
        const plan = (input: WrittenRecord): Planned => {
          const name = Object.keys(input).find((key) => key.toLowerCase() === fieldName.toLowerCase())
          const { [name ?? '']: value, ...fields } = input
          if (typeof value !== 'string' || value === '')
            throw new ApiError(400, 'MISSING_ARGUMENT', `${fieldName} not specified`, [])
          return planUpsert(world, object, fieldName, value, fields, userId)
        }
        return ok(saveAll(records, plan, allOrNone))
      },
    },
    {
      method: 'POST',
      path: `${base}/:object`,
      kind: 'collections.get',
      answer: ({ params, text }) => {
        const { ids, fields } = parseBody(retrieveBody, text)
        return ok(retrieve(world, objectNamed(org, params.object), ids, fields))
      },
    },
    {
      method: 'GET',
      path: `${base}/:object`,
      kind: 'collections.get',
      answer: ({ params, query }) => {
        const list = (name: string): string[] =>
          (query.get(name) ?? '').split(',').filter((each) => each !== '')
        return ok(retrieve(world, objectNamed(org, params.object), list('ids'), list('fields')))
      },
    },
  ]
}

type WrittenRecord = Readonly<Record<string, unknown>>

/** Saves one by one, or, all or none, not before every one is found to be in order. */
function saveAll<T>(inputs: readonly T[], plan: (input: T) => Planned, allOrNone: boolean): SaveResult[] {
  if (!allOrNone) return inputs.map((input) => attempt(() => done(plan(input))))
  const planned: Planned[] = []
  const results = inputs.map((input) =>
    attempt(() => {
      planned.push(plan(input))
      return { success: true, errors: [] }
    }),
  )
  if (results.every(({ success }) => success)) return planned.map((each) => attempt(() => done(each)))
  const rolledBack = {
    statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    message:
      'Record rolled back because not all records were valid and the request was using AllOrNone header',
    fields: [],
  }
  return results.map((result) => (result.success ? { success: false, errors: [rolledBack] } : result))
}

function done({ write, created }: Planned): SaveResult {
  return { id: write().id, success: true, errors: [], ...(created !== undefined && { created }) }
}

function attempt(work: () => SaveResult): SaveResult {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { errorCode, message, fields = [] } = error.item
    return { success: false, errors: [{ statusCode: errorCode, message, fields }] }
  }
}

function limited<T extends { records: readonly unknown[] }>(body: T): T {
  if (body.records.length > 200) {
    const message = 'record limit reached. cannot submit more than 200 records in this request'
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message)
  }
  return body
}

function typeOf(world: World, input: WrittenRecord): ObjectDefinition {
  const attributes = z.object({ type: z.string() }).safeParse(input.attributes)
  const object = world.org.schema.get(attributes.data?.type.toLowerCase() ?? '')
  if (object === undefined)
    throw new ApiError(400, 'INVALID_TYPE', 'sObject type of the record is missing or not supported', [])
  return object
}

function typeById(world: World, id: string): ObjectDefinition {
  const prefix = (normalisedId(id) ?? '').slice(0, 3)
  const object = [...world.org.schema.values()].find(({ keyPrefix }) => keyPrefix === prefix)
  if (object === undefined) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${id}`, ['Id'])
  return object
}

/** A record that is gone or not shared is null in its place. */
function retrieve(
  world: World,
  object: ObjectDefinition,
  ids: readonly string[],
  fields: readonly string[],
): (object | null)[] {
  if (ids.length > 2_000)
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', 'cannot retrieve more than 2000 records')
  return ids.map((id) => {
    if (normalisedId(id) === undefined) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${id}`, ['Id'])
    let found
    try {
      found = readableRecord(world, object, id)
    } catch {
      return null // only ever because it is not there
    }
    return wholeRecord(world, object, found, fields)
  })
}
