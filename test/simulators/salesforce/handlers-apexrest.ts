import { z } from 'zod'
import { ApiError, notFound } from './api-error.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import { parseBody } from './parse-body.ts'
import { noContent, type Answer } from './reply.ts'
import type { World } from './simulator.ts'

const keyBody = z.object({ keyId: z.string().min(1), key: z.base64() })

/** The package's own endpoint. In a namespaced org its address begins with the namespace, and only there. */
export function apexRestEndpoints(world: World): Endpoint[] {
  const store = ({ text, params }: ApiRequest): Answer => {
    const { packageInstalled, namespace, integrationPermitted } = world.org.settings
    if (!packageInstalled || (params.namespace ?? '') !== namespace)
      throw notFound('Could not find a match for URL')
    if (!integrationPermitted)
      throw new ApiError(403, 'FORBIDDEN', 'The custom permission Partner_Desk_Integration is missing.')
    world.cardKeys.put(parseBody(keyBody, text))
    return noContent
  }
  return ['', '/:namespace'].map((prefix) => ({
    method: 'PUT',
    path: `/services/apexrest${prefix}/partner-desk/v1/key`,
    kind: 'apexrest.key',
    answer: store,
  }))
}
