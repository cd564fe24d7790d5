import { CrmError } from '../../../connectors/crm.port.ts'
import { deliverCardKey } from '../../workflows/card-keys.ts'
import type { Handler } from '../handler.ts'

/** Delivers a card key. A refusal is for a person to mend: the connection says what to do, and polling asks again later. */
export const handOverCardKey: Handler<'card.key'> = async ({ context, workspaceId, payload }) => {
  try {
    await deliverCardKey(context, { workspaceId, ...payload })
  } catch (error) {
    if (error instanceof CrmError && FOR_A_PERSON.includes(error.code)) {
      context.logger.warn({ err: error, connectionId: payload.connectionId }, 'a card key was refused')
      return
    }
    throw error
  }
}

const FOR_A_PERSON: readonly CrmError['code'][] = ['forbidden', 'rejected', 'revoked', 'unauthorized']
