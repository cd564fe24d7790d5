import { HttpResponse, type HttpHandler } from 'msw'
import { notFound } from './api-refusal.ts'
import { apiVersion, endpoint, limitOf, param } from './endpoint.ts'
import type { Owner } from './owners.ts'
import type { World } from './simulator.ts'

const anyScope = (): string[] => ['crm.objects.owners.read']

export function ownerHandlers(world: World): HttpHandler[] {
  const { owners } = world.portal
  return [
    endpoint(world, {
      method: 'get',
      path: `/crm/owners/${apiVersion}`,
      kind: 'owners.list',
      anyScope,
      answer: ({ query }) => {
        const limit = limitOf(query, 100, 500)
        const after = Number(query.get('after') ?? '0')
        const email = query.get('email')
        const rest = owners
          .all(query.get('archived') === 'true')
          .filter((owner) => Number(owner.id) > after && (email === null || owner.email === email))
        const shown = rest.slice(0, limit)
        const last = shown.at(-1)
        return HttpResponse.json({
          results: shown.map(ownerJson),
          ...(rest.length > shown.length && last !== undefined && { paging: { next: { after: last.id } } }),
        })
      },
    }),
    endpoint(world, {
      method: 'get',
      path: `/crm/owners/${apiVersion}/:ownerId`,
      kind: 'owners.read',
      anyScope,
      answer: (request) => {
        const id = param(request, 'ownerId')
        const owner =
          request.query.get('idProperty') === 'userId' ? owners.byUserId(Number(id)) : owners.byId(id)
        const wantsArchived = request.query.get('archived') === 'true'
        if (owner === undefined || owner.archived !== wantsArchived) throw notFound(`No owner with id ${id}`)
        return HttpResponse.json(ownerJson(owner))
      },
    }),
  ]
}

function ownerJson(owner: Owner) {
  return {
    id: owner.id,
    email: owner.email,
    type: 'PERSON',
    firstName: owner.firstName,
    lastName: owner.lastName,
    ...(owner.userId !== null && { userId: owner.userId }),
    userIdIncludingInactive: owner.formerUserId,
    createdAt: owner.createdAt,
    updatedAt: owner.updatedAt,
    archived: owner.archived,
  }
}
