import { ApiError, notFound } from './api-error.ts'
import { dataPath } from './api-version.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import type { ObjectDefinition } from './field.ts'
import { objectNamed } from './handlers-describe.ts'
import { parseBody } from './parse-body.ts'
import { jsonValue } from './record-json.ts'
import type { StoredRecord } from './record.ts'
import {
  findByExternalId,
  planCreate,
  planDelete,
  planUpdate,
  planUpsert,
  readableRecord,
} from './record-writes.ts'
import { noContent, ok, type Answer } from './reply.ts'
import type { World } from './simulator.ts'
import { z } from 'zod'

const fieldsBody = z.record(z.string(), z.unknown())

/** One record at a time. */
export function recordEndpoints(world: World): Endpoint[] {
  const objectOf = ({ params }: ApiRequest): ObjectDefinition => objectNamed(world.org, params.object)
  const one = `${dataPath}/sobjects/:object/:id`
  const external = `${dataPath}/sobjects/:object/:field/:value`
  return [
    {
      method: 'POST',
      path: `${dataPath}/sobjects/:object`,
      kind: 'record.create',
      answer: (request) => {
        const write = planCreate(
          world,
          objectOf(request),
          parseBody(fieldsBody, request.text),
          request.userId,
        )
        return created(write())
      },
    },
    {
      method: 'GET',
      path: one,
      kind: 'record.get',
      answer: (request) => {
        const object = objectOf(request)
        const record = readableRecord(world, object, request.params.id ?? '')
        const asked = request.query.get('fields')?.split(',')
        return ok(wholeRecord(world, object, record, asked))
      },
    },
    {
      method: 'PATCH',
      path: one,
      kind: 'record.update',
      answer: (request) => {
        const { params, text, userId } = request
        planUpdate(world, objectOf(request), params.id ?? '', parseBody(fieldsBody, text), userId)()
        return noContent
      },
    },
    {
      method: 'DELETE',
      path: one,
      kind: 'record.delete',
      answer: (request) => {
        planDelete(world, objectOf(request), request.params.id ?? '', request.userId)()
        return noContent
      },
    },
    {
      method: 'GET',
      path: external,
      kind: 'record.get',
      answer: (request) => {
        const object = objectOf(request)
        const { field = '', value = '' } = request.params
        const [record] = findByExternalId(world, object, object.field(field)?.name ?? '', value)
        if (record === undefined) throw notFound()
        return ok(wholeRecord(world, object, record, undefined))
      },
    },
    {
      method: 'PATCH',
      path: external,
      kind: 'record.upsert',
      answer: (request) => {
        const { field = '', value = '' } = request.params
        const input = parseBody(fieldsBody, request.text)
        const upsert = planUpsert(world, objectOf(request), field, value, input, request.userId)
        const record = upsert.write()
        if (upsert.created) return created(record, true)
        return ok({ id: record.id, success: true, errors: [], created: false })
      },
    },
  ]
}

/** The asked fields of a record, or all that the caller may see. */
export function wholeRecord(
  { org }: World,
  object: ObjectDefinition,
  record: StoredRecord,
  asked: readonly string[] | undefined,
): object {
  const fields =
    asked?.map((name) => {
      const field = org.visibility.field(object, name.trim())
      if (field === undefined)
        throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
      return field
    }) ?? org.visibility.fieldsOf(object)
  return {
    attributes: { type: object.name, url: `${dataPath}/sobjects/${object.name}/${record.id}` },
    ...Object.fromEntries(
      fields.map((field) => {
        const fallback = field.type === 'boolean' ? false : null
        return [field.name, jsonValue(org, field, record.values[field.name] ?? fallback)]
      }),
    ),
  }
}

function created({ id }: StoredRecord, isUpsert = false): Answer {
  return { status: 201, body: { id, success: true, errors: [], ...(isUpsert && { created: true }) } }
}
