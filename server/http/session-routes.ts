import { z } from 'zod'
import { consoleTicket, consoleTicketRequest } from '../../shared/contract/card-api.ts'
import { sessionView } from '../../shared/contract/console-api.ts'
import { USER_ROLES, permissionsOf } from '../../shared/partner/roles.ts'
import { issueTicket } from '../auth/console-ticket.ts'
import { consolePath } from '../auth/return-path.ts'
import { endSession } from '../auth/session.ts'
import { Refusal } from '../errors.ts'
import { defineRoute } from './route.ts'

export const sessionRoutes = [
  defineRoute({
    operationId: 'issueConsoleTicket',
    method: 'post',
    path: '/v1/card/console-ticket',
    summary: 'A link that opens the console once, within a minute, for the person at the card',
    access: 'card',
    permission: 'viewConsole',
    body: consoleTicketRequest,
    reply: consoleTicket,
    secretReply: true,
    async handle({ context, tx, actor, body }) {
      const returnPath = consolePath(body.path)
      if (!returnPath) {
        throw new Refusal('invalid_request', 'The console has no such page.', {
          fields: [{ path: 'path', message: 'must be a path inside the console, such as /payouts' }],
        })
      }
      const ticket = await issueTicket(tx, { userId: actor.userId, returnPath })
      return { url: `${context.config.publicUrl}/console/enter?ticket=${ticket}` }
    },
  }),
  defineRoute({
    operationId: 'readSession',
    method: 'get',
    path: '/v1/console/session',
    summary: 'Who is signed in, where, and what they may do',
    access: 'console',
    permission: 'viewConsole',
    reply: sessionView,
    async handle({ context, tx, actor }) {
      const user = await tx.db
        .selectFrom('app_user')
        .select(['id', 'name', 'email'])
        .where('id', '=', actor.userId)
        .executeTakeFirstOrThrow()
      const workspace = await tx.db
        .selectFrom('workspace')
        .select(['name', 'time_zone as timeZone'])
        .where('workspace_id', '=', tx.workspaceId)
        .executeTakeFirstOrThrow()
      return {
        user: { ...user, roles: USER_ROLES.filter((role) => actor.roles.includes(role)) },
        workspace,
        permissions: permissionsOf(actor.roles),
        now: context.clock.now().toISOString(),
      }
    },
  }),
  defineRoute({
    operationId: 'signOut',
    method: 'post',
    path: '/v1/console/sign-out',
    summary: 'End this session',
    access: 'console',
    permission: 'viewConsole',
    reply: z.object({}),
    async handle({ tx, sessionHash }) {
      if (sessionHash) await endSession(tx, sessionHash)
      return {}
    },
  }),
]
