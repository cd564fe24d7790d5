import { HttpResponse, type HttpHandler } from 'msw'
import { z } from 'zod'
import { validationError, type Refusal } from './api-refusal.ts'
import { associationSpec, isPrimary } from './association-input.ts'
import type { Association } from './association-store.ts'
import { batchReply } from './batch-reply.ts'
import { apiVersion, endpoint, limitOf, objectType, param, parseBody, type ApiRequest } from './endpoint.ts'
import type { ObjectType } from './object-types.ts'
import { PortalProblem, recordNotFound } from './portal-problem.ts'
import { refusalOf } from './portal-refusal.ts'
import type { World } from './simulator.ts'

const base = `/crm/associations/${apiVersion}/:fromType/:toType/batch`
const maxReadInputs = 1_000
const maxWriteInputs = 2_000
const batchPageSize = 500

const readBody = z.object({ inputs: z.array(z.object({ id: z.string(), after: z.string().optional() })) })
const createBody = z.object({
  inputs: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.object({ id: z.string() }),
      types: z.array(associationSpec).min(1),
    }),
  ),
})
const archiveBody = z.object({
  inputs: z.array(
    z.object({ from: z.object({ id: z.string() }), to: z.array(z.object({ id: z.string() })) }),
  ),
})

export function associationHandlers(world: World): HttpHandler[] {
  const { portal } = world
  return [
    endpoint(world, {
      method: 'post',
      path: `${base}/read`,
      kind: 'associations.batchRead',
      anyScope: scopesOfFrom('readScope'),
      answer: (request) => {
        const { inputs } = parseBody(readBody, request.text)
        checkCount(inputs, maxReadInputs)
        return readMany(world, fromOf(request), toOf(request), inputs)
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/create`,
      kind: 'associations.batchCreate',
      anyScope: scopesOfFrom('writeScope'),
      answer: (request) => {
        const { inputs } = parseBody(createBody, request.text)
        checkCount(inputs, maxWriteInputs)
        const [from, to] = [fromOf(request), toOf(request)]
        return writeMany(world, inputs, 201, ({ from: a, to: b, types }) => {
          const [deal, company] = dealAndCompany(from, a.id, to, b.id)
          const primary = isPrimary(types)
          portal.associate(deal, company, { primary, source: request.source })
          return {
            fromObjectTypeId: from.id,
            fromObjectId: a.id,
            toObjectTypeId: to.id,
            toObjectId: b.id,
            labels: primary ? ['Primary'] : [],
          }
        })
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/archive`,
      kind: 'associations.batchArchive',
      anyScope: scopesOfFrom('writeScope'),
      answer: (request) => {
        const { inputs } = parseBody(archiveBody, request.text)
        checkCount(inputs, maxWriteInputs)
        const [from, to] = [fromOf(request), toOf(request)]
        for (const input of inputs) {
          for (const other of input.to) {
            const [deal, company] = dealAndCompany(from, input.from.id, to, other.id)
            portal.dissociate(deal, company, request.source)
          }
        }
        return new HttpResponse(null, { status: 204 })
      },
    }),
    endpoint(world, {
      method: 'get',
      path: `/crm/objects/${apiVersion}/:fromType/:id/associations/:toType`,
      kind: 'associations.read',
      anyScope: scopesOfFrom('readScope'),
      answer: (request) => {
        const [from, to] = [fromOf(request), toOf(request)]
        const record = portal.stores[from.id].findActive(param(request, 'id'))
        if (record === undefined) throw recordNotFound(param(request, 'id'))
        const limit = limitOf(request.query, batchPageSize, batchPageSize)
        const all = portal.visibleAssociations(from.id, record.id, to.id)
        const page = pageAfter(all, request.query.get('after') ?? undefined, limit)
        return HttpResponse.json({ results: page.shown.map(linkJson), ...page.paging })
      },
    }),
  ]
}

function readMany(
  world: World,
  from: ObjectType,
  to: ObjectType,
  inputs: readonly { id: string; after?: string | undefined }[],
): Response {
  const results: unknown[] = []
  const failures: Refusal[] = []
  for (const { id, after } of inputs) {
    const record = world.portal.stores[from.id].findActive(id)
    const all = record === undefined ? [] : world.portal.visibleAssociations(from.id, record.id, to.id)
    if (all.length === 0) {
      failures.push(noAssociations(from, to, id))
      continue
    }
    const page = pageAfter(all, after, batchPageSize)
    results.push({ from: { id }, to: page.shown.map(linkJson), ...page.paging })
  }
  return batchReply(world, results, failures)
}

/** A record without any association is an error of its own in this reply, not an empty list. */
function noAssociations(from: ObjectType, to: ObjectType, id: string): Refusal {
  return {
    status: 404,
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [from.id], toObjectType: [to.id] },
  }
}

function writeMany<T>(
  world: World,
  inputs: readonly T[],
  status: 200 | 201,
  write: (input: T) => unknown,
): Response {
  const results: unknown[] = []
  const failures: Refusal[] = []
  for (const input of inputs) {
    try {
      results.push(write(input))
    } catch (error) {
      if (!(error instanceof PortalProblem)) throw error
      failures.push(refusalOf(error))
    }
  }
  return batchReply(world, results, failures, status)
}

function pageAfter(all: readonly Association[], after: string | undefined, size: number) {
  if (after !== undefined && !/^\d+$/.test(after)) throw validationError(`after is not a cursor: ${after}`)
  const rest = after === undefined ? all : all.filter((link) => Number(link.toId) > Number(after))
  const shown = rest.slice(0, size)
  const last = shown.at(-1)
  const more = rest.length > shown.length && last !== undefined
  return { shown, paging: more ? { paging: { next: { after: last.toId } } } : {} }
}

function linkJson(link: Association) {
  return {
    toObjectId: link.toId,
    associationTypes: link.typeIds.map((typeId) => {
      const label = labels[typeId]
      return { category: 'HUBSPOT_DEFINED', typeId, ...(label !== undefined && { label }) }
    }),
  }
}

const labels: Record<number, string> = {
  5: 'Primary',
  6: 'Primary',
  13: 'Child Company',
  14: 'Parent Company',
}

function dealAndCompany(from: ObjectType, fromId: string, to: ObjectType, toId: string): [string, string] {
  if (from.id === '0-3' && to.id === '0-2') return [fromId, toId]
  if (from.id === '0-2' && to.id === '0-3') return [toId, fromId]
  throw validationError(`Associations between ${from.plural} and ${to.plural} cannot be written here.`)
}

function checkCount(inputs: readonly unknown[], max: number): void {
  if (inputs.length === 0) throw validationError('inputs may not be empty')
  if (inputs.length > max) throw validationError(`At most ${max} inputs are allowed, not ${inputs.length}`)
}

const fromOf = (request: ApiRequest): ObjectType => objectType(param(request, 'fromType'))
const toOf = (request: ApiRequest): ObjectType => objectType(param(request, 'toType'))

const scopesOfFrom =
  (scope: 'readScope' | 'writeScope') =>
  (params: Record<string, string>): string[] => [objectType(params.fromType)[scope]]
