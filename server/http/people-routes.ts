import { z } from 'zod'
import { peopleList, setRolesRequest } from '../../shared/contract/console-api.ts'
import { readPeople } from '../read/people.ts'
import { changeRoles } from '../workflows/change-roles.ts'
import { defineRoute } from './route.ts'

export const peopleRoutes = [
  defineRoute({
    operationId: 'listPeople',
    method: 'get',
    path: '/v1/console/people',
    summary: 'Everybody who used the product in this workspace, with their roles',
    access: 'console',
    permission: 'managePeople',
    reply: peopleList,
    handle: ({ tx, actor }) => readPeople(tx, actor.userId),
  }),
  defineRoute({
    operationId: 'setRoles',
    method: 'put',
    path: '/v1/console/people/:userId/roles',
    summary: "Replace a person's roles; it holds from their next request on",
    access: 'console',
    permission: 'managePeople',
    params: z.object({ userId: z.uuid() }),
    body: setRolesRequest,
    reply: peopleList,
    async handle({ context, tx, actor, params, body }) {
      await changeRoles(tx, actor, params.userId, body.roles, {
        now: context.clock.now(),
        newId: context.newId,
      })
      return readPeople(tx, actor.userId)
    },
  }),
]
