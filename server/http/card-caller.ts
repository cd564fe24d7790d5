import type { Request } from 'express'
import { notGenuine, type ProvenCard } from '../auth/card-proof.ts'
import { cardProofs } from '../auth/card-proofs.ts'
import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { resolveCrmUser, rolesOf } from '../db/user-store.ts'
import type { Caller } from './caller.ts'

/** Who asks through a card, by the proof that the request carries. What the person may do is ours to say, not the CRM's. */
export async function cardCaller(context: Context, request: Request): Promise<Caller> {
  const [proof, ...more] = cardProofs.filter(({ header }) => request.get(header) !== undefined)
  if (!proof) throw notGenuine('there is no proof')
  if (more.length > 0) throw notGenuine('there are two proofs')
  const { workspaceId, connectionId, crmUserId, hint, query, once } = await proof.verify(context, request)
  return {
    workspaceId,
    query,
    async identify(tx) {
      const user = await resolveCrmUser(tx, connectionId, crmUserId, hint)
      const roles = await rolesOf(tx, user.id)
      return { actor: { userId: user.id, name: user.name, roles, connectionId } }
    },
    refuseRepeat: (tx) => refuseUsed(tx, once),
    spend: (tx) => spend(tx, once),
  }
}

const usedBefore = () => notGenuine('the proof was used before')

async function refuseUsed(tx: WorkspaceTx, { id }: ProvenCard['once']): Promise<void> {
  const used = await tx.db
    .selectFrom('used_signature')
    .select('signature')
    .where('signature', '=', id)
    .executeTakeFirst()
  if (used) throw usedBefore()
}

/** A second request with the same proof waits here for the first, and is refused unless that one failed. */
async function spend(tx: WorkspaceTx, { id, forgetAt }: ProvenCard['once']): Promise<void> {
  const spent = await tx.db
    .insertInto('used_signature')
    .values({ workspace_id: tx.workspaceId, signature: id, expires_at: forgetAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('signature')
    .executeTakeFirst()
  if (!spent) throw usedBefore()
}
