import {
  connectionCard,
  connectionChange,
  type ConnectionCard,
  registrationList,
  registrationListQuery,
} from '../../shared/contract/card-api.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import { crmWords } from '../crm-words.ts'
import { type Connection, findConnection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import { syncKey } from '../jobs/handlers/sync-connection.ts'
import { addWork } from '../jobs/outbox.ts'
import { readConnectionCard } from '../read/connection-card.ts'
import { readRegistrations } from '../read/registration-list.ts'
import { askForCardKey } from '../workflows/card-keys.ts'
import { defineRoute } from './route.ts'

/** What pages in the CRM show beyond one deal: registrations over all deals, and the connection itself. */
export const cardConnectionRoutes = [
  defineRoute({
    operationId: 'listRegistrations',
    method: 'get',
    path: '/v1/card/registrations',
    summary: 'Registrations over all deals of the CRM account, the most urgent first',
    access: 'card',
    permission: 'viewDeal',
    query: registrationListQuery,
    reply: registrationList,
    handle: ({ context, tx, actor, query }) =>
      readRegistrations(tx, {
        ...query,
        connectionId: connectionOf(actor),
        onlyOf: may(actor.roles, 'viewEveryRegistration') ? null : actor.userId,
        now: context.clock.now(),
      }),
  }),
  defineRoute({
    operationId: 'getConnection',
    method: 'get',
    path: '/v1/card/connection',
    summary: 'The state of the connection that the card speaks for',
    access: 'card',
    permission: 'viewDeal',
    reply: connectionCard,
    handle: async ({ context, tx, actor }) => shown(context, tx, actor, await ownConnection(tx, actor)),
  }),
  defineRoute({
    operationId: 'syncConnection',
    method: 'post',
    path: '/v1/card/connection/sync',
    summary: 'Read what has changed in the CRM account now',
    access: 'card',
    permission: 'manageConnections',
    body: connectionChange,
    reply: connectionCard,
    async handle({ context, tx, actor }) {
      const connection = await ownConnection(tx, actor)
      refuseUnlessConnected(connection)
      await addWork(tx, {
        topic: 'sync.connection',
        payload: { connectionId: connection.id, full: false },
        dedupeKey: syncKey(connection.id, false),
      })
      return shown(context, tx, actor, connection)
    },
  }),
  defineRoute({
    operationId: 'replaceCardKey',
    method: 'post',
    path: '/v1/card/connection/key',
    summary:
      'Replace the key that the cards sign with; the present one stays good until the new one is there',
    access: 'card',
    permission: 'manageConnections',
    body: connectionChange,
    reply: connectionCard,
    async handle({ context, tx, actor }) {
      const connection = await ownConnection(tx, actor)
      const { cardsSignWithOurKey, label } = context.crmKinds[connection.crm]
      if (!cardsSignWithOurKey) {
        throw new Refusal('rule_violated', `${label} signs for its cards itself: there is no key to replace.`)
      }
      refuseUnlessConnected(connection)
      await askForCardKey(tx, connection.id)
      return shown(context, tx, actor, connection)
    },
  }),
]

function connectionOf({ connectionId }: Actor): string {
  if (connectionId === null) throw new Refusal('unauthenticated', 'A card speaks for a CRM account.')
  return connectionId
}

async function ownConnection(tx: WorkspaceTx, actor: Actor): Promise<Connection> {
  const connection = await findConnection(tx, connectionOf(actor))
  if (!connection) throw new Error('a card was verified for a connection that is not there')
  return connection
}

function refuseUnlessConnected({ status, name }: Connection): void {
  if (status !== 'connected') throw new Refusal('conflict', `${name} must be connected again first.`)
}

function shown(
  context: Context,
  tx: WorkspaceTx,
  actor: Actor,
  connection: Connection,
): Promise<ConnectionCard> {
  const words = crmWords(context)(connection)
  return readConnectionCard(tx, { actor, connection, words, serverUrl: context.config.publicUrl })
}
