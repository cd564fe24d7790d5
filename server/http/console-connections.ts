import { z } from 'zod'
import {
  chooseDealFieldsRequest,
  chooseDetailsRequest,
  connectionList,
  dealFieldChoices,
  startSyncRequest,
} from '../../shared/contract/console-api.ts'
import { DEAL_FIELDS, type DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import { crmWords } from '../crm-words.ts'
import { findConnection } from '../db/connection-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { syncKey } from '../jobs/handlers/sync-connection.ts'
import { addWork } from '../jobs/outbox.ts'
import { readConnections } from '../read/connections.ts'
import { askForDealFields, chooseDealFields, checkDealFields } from '../workflows/choose-deal-fields.ts'
import { chooseDetails } from '../workflows/choose-details.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

export const connectionRoutes = [
  defineRoute({
    operationId: 'listConnections',
    method: 'get',
    path: '/v1/console/connections',
    summary: 'Connected CRM accounts: how much is mirrored, how fresh it is, what is wrong',
    access: 'console',
    permission: 'viewConsole',
    reply: connectionList,
    handle: ({ tx, context }) => readConnections(tx, crmWords(context), context.crmKinds),
  }),
  defineRoute({
    operationId: 'startSync',
    method: 'post',
    path: '/v1/console/connections/:connectionId/sync',
    summary: 'Mirror a CRM account now',
    access: 'console',
    permission: 'manageConnections',
    params: z.object({ connectionId: z.uuid() }),
    body: startSyncRequest,
    reply: connectionList,
    async handle({ tx, context, params, body }) {
      const connection = await findConnection(tx, params.connectionId)
      if (!connection) throw notFound('connection')
      if (connection.status !== 'connected') {
        throw new Refusal('conflict', `${connection.name} must be connected again before it can be synced.`)
      }
      await addWork(tx, {
        topic: 'sync.connection',
        payload: { connectionId: connection.id, full: body.full },
        dedupeKey: syncKey(connection.id, body.full),
      })
      return readConnections(tx, crmWords(context), context.crmKinds)
    },
  }),
  defineRoute({
    operationId: 'chooseDetails',
    method: 'put',
    path: '/v1/console/connections/:connectionId/details',
    summary: 'Choose what is mirrored of a CRM account beside its deals and accounts',
    access: 'console',
    permission: 'manageConnections',
    params: z.object({ connectionId: z.uuid() }),
    body: chooseDetailsRequest,
    reply: connectionList,
    async handle({ tx, context, actor, params, body }) {
      const { connectionId } = params
      const choice = { connectionId, kinds: body.kinds, offered: context.crmKinds }
      const added = await chooseDetails(tx, actor, choice, momentOf(context))
      const connection = await findConnection(tx, connectionId)
      if (added && connection?.status === 'connected') {
        await addWork(tx, {
          topic: 'sync.connection',
          payload: { connectionId, full: false },
          dedupeKey: syncKey(connectionId, false),
        })
      }
      return readConnections(tx, crmWords(context), context.crmKinds)
    },
  }),
  defineRoute({
    operationId: 'listDealFieldChoices',
    method: 'get',
    path: '/v1/console/connections/:connectionId/deal-fields',
    summary: 'The fields of a CRM account’s deals that may hold what plans look at',
    access: 'console',
    permission: 'manageConnections',
    params: z.object({ connectionId: z.uuid() }),
    reply: dealFieldChoices,
    before: ({ context, workspaceId, params }) => askForDealFields(context, workspaceId, params.connectionId),
    handle: async ({ prepared }) => dealFieldChoices.parse({ choices: prepared }),
  }),
  defineRoute({
    operationId: 'chooseDealFields',
    method: 'put',
    path: '/v1/console/connections/:connectionId/deal-fields',
    summary: 'Choose which fields of a CRM account’s deals hold what plans look at',
    access: 'console',
    permission: 'manageConnections',
    params: z.object({ connectionId: z.uuid() }),
    body: chooseDealFieldsRequest,
    reply: connectionList,
    before: ({ context, workspaceId, params, body }) =>
      checkDealFields(context, workspaceId, params.connectionId, mappingOf(body.fields)),
    async handle({ tx, context, actor, params, body }) {
      const { connectionId } = params
      const choice = { connectionId, fields: mappingOf(body.fields) }
      const moment = momentOf(context)
      const changed = await chooseDealFields(tx, actor, choice, moment)
      const connection = await findConnection(tx, connectionId)
      if (changed && connection?.status === 'connected') {
        await addWork(tx, {
          topic: 'sync.connection',
          payload: { connectionId, full: true },
          dedupeKey: syncKey(connectionId, true),
        })
      }
      return readConnections(tx, crmWords(context), context.crmKinds)
    },
  }),
]

function mappingOf(fields: z.output<typeof chooseDealFieldsRequest>['fields']): DealFieldMapping {
  return Object.fromEntries(DEAL_FIELDS.flatMap((field) => (fields[field] ? [[field, fields[field]]] : [])))
}
