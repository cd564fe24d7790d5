import { HttpResponse, type HttpHandler } from 'msw'
import { z } from 'zod'
import { validationError, type Refusal } from './api-refusal.ts'
import { associationInput, companyIdsOf } from './association-input.ts'
import { batchReply } from './batch-reply.ts'
import { apiVersion, endpoint, objectType, param, parseBody } from './endpoint.ts'
import { kindOf, readScope, writeScope } from './handlers-objects.ts'
import type { ObjectType } from './object-types.ts'
import { PortalProblem } from './portal-problem.ts'
import { refusalOf } from './portal-refusal.ts'
import { recordJson, type RecordJson } from './record-json.ts'
import type { World } from './simulator.ts'

const base = `/crm/objects/${apiVersion}/:objectType/batch`
const maxInputs = 100

const idInput = z.object({ id: z.string() })
const writtenProperties = z.record(z.string(), z.string().nullable())
const readBody = z.object({
  inputs: z.array(idInput),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
})
const trace = { objectWriteTraceId: z.string().optional() }
const updateBody = z.object({
  inputs: z.array(z.object({ id: z.string(), properties: writtenProperties, ...trace })),
})
const createBody = z.object({
  inputs: z.array(
    z.object({ properties: writtenProperties, associations: z.array(associationInput).optional(), ...trace }),
  ),
})
const archiveBody = z.object({ inputs: z.array(idInput) })

export function batchHandlers(world: World): HttpHandler[] {
  const { portal } = world
  return [
    endpoint(world, {
      method: 'post',
      path: `${base}/read`,
      kind: kindOf('batchRead'),
      anyScope: readScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const body = parseBody(readBody, request.text)
        checkCount(body.inputs)
        if (body.idProperty !== undefined)
          throw validationError(`${body.idProperty} is not a unique property`)
        return readMany(world, type, body.inputs, body.properties, request.query.get('archived') === 'true')
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/update`,
      kind: kindOf('batchUpdate'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const { inputs } = parseBody(updateBody, request.text)
        checkCount(inputs)
        refuseTwice(inputs.map((input) => input.id))
        if (!traced(inputs)) {
          for (const input of inputs) portal.validate(type.id, input.properties, input.id)
        }
        return writeMany(world, inputs, 200, (input) => {
          const record = portal.update(type.id, input.id, input.properties, request.source)
          return recordJson(portal, type, record, Object.keys(input.properties))
        })
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/create`,
      kind: kindOf('batchCreate'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const { inputs } = parseBody(createBody, request.text)
        checkCount(inputs)
        if (!traced(inputs)) for (const input of inputs) portal.validate(type.id, input.properties)
        return writeMany(world, inputs, 201, (input) => {
          const record = portal.create(type.id, {
            properties: input.properties,
            ...companyIdsOf(portal, type, input.associations ?? []),
            source: request.source,
          })
          return recordJson(portal, type, record, Object.keys(input.properties))
        })
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/archive`,
      kind: kindOf('batchArchive'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const { inputs } = parseBody(archiveBody, request.text)
        checkCount(inputs)
        for (const { id } of inputs) {
          if (portal.stores[type.id].findActive(id) !== undefined) portal.archive(type.id, id, request.source)
        }
        return new HttpResponse(null, { status: 204 })
      },
    }),
  ]
}

/** Two old ids of one merged record answer that record once. */
function readMany(
  world: World,
  type: ObjectType,
  inputs: readonly { id: string }[],
  properties: readonly string[],
  archived: boolean,
): Response {
  const found = new Set<string>()
  const missing: string[] = []
  for (const { id } of inputs) {
    const record = world.portal.stores[type.id].find(id)
    if (record !== undefined && (record.archivedAt !== null) === archived) found.add(record.id)
    else missing.push(id)
  }
  const results = [...found].flatMap((id) => {
    const record = world.portal.stores[type.id].find(id)
    return record === undefined ? [] : [recordJson(world.portal, type, record, properties)]
  })
  const failure: Refusal = {
    status: 404,
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${type.plural.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids: missing },
  }
  return batchReply(world, results, missing.length === 0 ? [] : [failure])
}

/**
 * Writes what can be written and reports the rest. Callers refuse the whole batch beforehand for an invalid value
 * unless each input carries an `objectWriteTraceId`; an unknown id never stops the others.
 */
function writeMany<T extends { objectWriteTraceId?: string | undefined; id?: string }>(
  world: World,
  inputs: readonly T[],
  allGoodStatus: 200 | 201,
  write: (input: T) => RecordJson,
): Response {
  const results: unknown[] = []
  const failures: Refusal[] = []
  for (const input of inputs) {
    try {
      const { objectWriteTraceId } = input
      results.push({ ...write(input), ...(objectWriteTraceId !== undefined && { objectWriteTraceId }) })
    } catch (error) {
      if (!(error instanceof PortalProblem)) throw error
      const refusal = refusalOf(error)
      failures.push({
        ...refusal,
        context: {
          ...(input.id !== undefined && { ids: [input.id] }),
          ...(input.objectWriteTraceId !== undefined && { objectWriteTraceId: [input.objectWriteTraceId] }),
        },
      })
    }
  }
  return batchReply(world, results, failures, allGoodStatus)
}

function traced(inputs: readonly { objectWriteTraceId?: string | undefined }[]): boolean {
  return inputs.every((input) => input.objectWriteTraceId !== undefined)
}

function checkCount(inputs: readonly unknown[]): void {
  if (inputs.length === 0) throw validationError('inputs may not be empty')
  if (inputs.length > maxInputs) {
    throw validationError(`The maximum number of inputs supported in a batch request is ${maxInputs}`)
  }
}

function refuseTwice(ids: readonly string[]): void {
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) throw validationError(`Duplicate IDs found in batch input: [${repeated}]`)
}
