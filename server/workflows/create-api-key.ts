import { newApiKey } from '../auth/api-key.ts'
import type { Actor } from '../auth/actor.ts'
import { type ApiKeyScope, insertApiKey } from '../db/api-key-store.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { Moment } from './lock-deal.ts'

/** Makes a key for another system. The secret is in this answer and nowhere else. */
export async function createApiKey(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { name, scopes }: { name: string; scopes: readonly ApiKeyScope[] },
): Promise<{ id: string; secret: string }> {
  const id = moment.newId()
  const { secret, prefix, secretHash } = newApiKey()
  const granted = [...new Set(scopes)]
  await insertApiKey(tx, {
    id,
    name,
    prefix,
    secretHash,
    scopes: granted,
    createdBy: actor.userId,
    createdAt: new Date(),
  })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'api_key',
    subjectId: id,
    kind: 'api_key_created',
    actor: { userId: actor.userId, name: actor.name },
    at: moment.now,
    reason: null,
    before: null,
    after: { name, prefix, scopes: granted },
  })
  return { id, secret }
}
