import type { CrmName } from '../../connectors/crm-kind.port.ts'
import type { Database } from '../db/database.ts'
import { hashSecret, newSecret } from './one-time-secret.ts'
import type { SealedPlace, Vault } from './vault.ts'

export const OAUTH_STATE_MS = 10 * 60_000

/** What a round trip carries: `state` travels through the CRM, `browserSecret` stays in this browser's cookie. */
export interface OAuthTrip {
  state: string
  browserSecret: string
}

export const newTrip = (): OAuthTrip => ({ state: newSecret(), browserSecret: newSecret() })

/** Remembers a round trip that begins now. `memory` is kept sealed until the callback. */
export async function beginOAuth(
  { db, vault }: { db: Database; vault: Vault },
  crm: CrmName,
  trip: OAuthTrip & { memory: string | null },
  nowMs = Date.now(),
): Promise<void> {
  const stateHash = hashSecret(trip.state)
  await db.inSystem(async (tx) => {
    await tx.db.deleteFrom('oauth_state').where('expires_at', '<', new Date(nowMs)).execute()
    await tx.db
      .insertInto('oauth_state')
      .values({
        state_hash: stateHash,
        crm,
        browser_hash: hashSecret(trip.browserSecret),
        memory: trip.memory === null ? null : vault.seal(trip.memory, place(stateHash)),
        expires_at: new Date(nowMs + OAUTH_STATE_MS),
      })
      .execute()
  })
}

/** What was remembered, if this browser began this round trip, with this CRM, within ten minutes - once; else undefined. */
export async function finishOAuth(
  { db, vault }: { db: Database; vault: Vault },
  crm: CrmName,
  trip: OAuthTrip,
  nowMs = Date.now(),
): Promise<{ memory: string | null } | undefined> {
  const stateHash = hashSecret(trip.state)
  const used = await db.inSystem((tx) =>
    tx.db
      .updateTable('oauth_state')
      .set({ used_at: new Date(nowMs) })
      .where('state_hash', '=', stateHash)
      .where('browser_hash', '=', hashSecret(trip.browserSecret))
      .where('crm', '=', crm)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(nowMs))
      .returning('memory')
      .executeTakeFirst(),
  )
  return used && { memory: used.memory === null ? null : vault.open(used.memory, place(stateHash)) }
}

/** No workspace is known yet; the state says whose it is. */
const place = (stateHash: string): SealedPlace => ({
  workspaceId: '',
  table: 'oauth_state',
  rowId: stateHash,
  column: 'memory',
})
