import { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'

/** Hands the key to the package's own endpoint, which keeps it where only the package's Apex can read it. */
export async function putCardKey(
  client: SalesforceClient,
  namespace: string,
  key: { keyId: string; secret: Buffer },
): Promise<void> {
  const path = `/services/apexrest/${namespace === '' ? '' : `${namespace}/`}partner-desk/v1/key`
  try {
    await client.call({
      kind: 'card_key',
      method: 'PUT',
      path,
      body: { keyId: key.keyId, key: key.secret.toString('base64') },
      reply: z.unknown(),
      urgent: true,
    })
  } catch (error) {
    const absent = error instanceof SalesforceRejection && error.status === 404
    const refused = error instanceof CrmError && error.code === 'forbidden'
    if (!absent && !refused) throw error
    throw new CrmError(
      'forbidden',
      absent
        ? 'The Partner Desk package is not installed in this Salesforce org. A Salesforce admin installs it, then sends the key again.'
        : 'The connected Salesforce user may not set the key of the cards. A Salesforce admin assigns the permission set ' +
            '"Partner Desk Integration" to that user, then sends the key again.',
      { cause: error },
    )
  }
}
