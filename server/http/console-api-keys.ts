import { z } from 'zod'
import {
  apiKeyList,
  createApiKeyRequest,
  createdApiKey,
  revokeApiKeyRequest,
} from '../../shared/contract/finance-api.ts'
import { readApiKeys } from '../read/api-keys.ts'
import { createApiKey } from '../workflows/create-api-key.ts'
import { revokeApiKey } from '../workflows/revoke-api-key.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

export const apiKeyRoutes = [
  defineRoute({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/v1/console/api-keys',
    summary: 'Keys by which other systems send events, without their secrets',
    access: 'console',
    permission: 'manageApiKeys',
    reply: apiKeyList,
    handle: ({ tx }) => readApiKeys(tx),
  }),
  defineRoute({
    operationId: 'createApiKey',
    method: 'post',
    path: '/v1/console/api-keys',
    summary: 'Make a key for another system; its secret is shown this once',
    access: 'console',
    permission: 'manageApiKeys',
    body: createApiKeyRequest,
    reply: createdApiKey,
    secretReply: true,
    async handle({ context, tx, actor, body }) {
      const moment = momentOf(context)
      const { id, secret } = await createApiKey(tx, moment, actor, body)
      const key = (await readApiKeys(tx)).keys.find((one) => one.id === id)
      if (!key) throw new Error('a key that was just made is not there')
      return { ...key, secret }
    },
  }),
  defineRoute({
    operationId: 'revokeApiKey',
    method: 'post',
    path: '/v1/console/api-keys/:keyId/revoke',
    summary: 'End a key: from its next request on it is refused',
    access: 'console',
    permission: 'manageApiKeys',
    params: z.object({ keyId: z.uuid() }),
    body: revokeApiKeyRequest,
    reply: apiKeyList,
    async handle({ context, tx, actor, params }) {
      await revokeApiKey(tx, momentOf(context), actor, params.keyId)
      return readApiKeys(tx)
    },
  }),
]
