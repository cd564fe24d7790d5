import { z } from 'zod'
import {
  createPartnerRequest,
  partnerDetail,
  partnerList,
  partnerListQuery,
  programmeList,
} from '../../shared/contract/console-api.ts'
import { readPartner, readPartners, readProgrammes } from '../read/partners.ts'
import { createPartner } from '../workflows/create-partner.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

export const partnerRoutes = [
  defineRoute({
    operationId: 'listPartners',
    method: 'get',
    path: '/v1/console/partners',
    summary: 'Partners by name, with their balances for those who may see money',
    access: 'console',
    permission: 'viewConsole',
    query: partnerListQuery,
    reply: partnerList,
    handle: ({ tx, actor, query }) => readPartners(tx, actor, query),
  }),
  defineRoute({
    operationId: 'createPartner',
    method: 'post',
    path: '/v1/console/partners',
    summary: 'Take a company into the programme of its type',
    access: 'console',
    permission: 'managePartners',
    body: createPartnerRequest,
    reply: partnerDetail,
    async handle({ context, tx, actor, body }) {
      const { idempotencyKey: _, ...input } = body
      const moment = momentOf(context)
      return readPartner(tx, actor, await createPartner(tx, moment, actor, input))
    },
  }),
  defineRoute({
    operationId: 'getPartner',
    method: 'get',
    path: '/v1/console/partners/:partnerId',
    summary: 'One partner',
    access: 'console',
    permission: 'viewConsole',
    params: z.object({ partnerId: z.uuid() }),
    reply: partnerDetail,
    handle: ({ tx, actor, params }) => readPartner(tx, actor, params.partnerId),
  }),
  defineRoute({
    operationId: 'listProgrammes',
    method: 'get',
    path: '/v1/console/programmes',
    summary: 'The programme of each partner type with the plan that is in force',
    access: 'console',
    permission: 'viewConsole',
    reply: programmeList,
    handle: ({ context, tx }) => readProgrammes(tx, context.clock.now()),
  }),
]
