import type { Actor } from '../auth/actor.ts'
import { markApiKeyRevoked } from '../db/api-key-store.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

/** Ends a key: from its next request on it is refused. What it sent stays. */
export async function revokeApiKey(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  keyId: string,
): Promise<void> {
  const name = await markApiKeyRevoked(tx, keyId, actor.userId, new Date())
  if (name === undefined) throw notFound('key')
  if (name === null) throw new Refusal('conflict', 'This key is revoked already.')
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'api_key',
    subjectId: keyId,
    kind: 'api_key_revoked',
    actor: { userId: actor.userId, name: actor.name },
    at: moment.now,
    reason: null,
    before: { name },
    after: null,
  })
}
