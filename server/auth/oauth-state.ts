import type { Database } from '../db/database.ts'
import { hashSecret, newSecret } from './one-time-secret.ts'

export const OAUTH_STATE_MS = 10 * 60_000

/** Begins an OAuth round trip: `state` travels through the CRM, `browserSecret` stays in this browser's cookie. */
export async function beginOAuth(
  db: Database,
  crm: 'hubspot' | 'salesforce',
  nowMs = Date.now(),
): Promise<{ state: string; browserSecret: string }> {
  const state = newSecret()
  const browserSecret = newSecret()
  await db.inSystem(async (tx) => {
    await tx.db.deleteFrom('oauth_state').where('expires_at', '<', new Date(nowMs)).execute()
    await tx.db
      .insertInto('oauth_state')
      .values({
        state_hash: hashSecret(state),
        crm,
        browser_hash: hashSecret(browserSecret),
        expires_at: new Date(nowMs + OAUTH_STATE_MS),
      })
      .execute()
  })
  return { state, browserSecret }
}

/** Whether this browser began this round trip, with this CRM, within ten minutes - true once. */
export async function finishOAuth(
  db: Database,
  crm: 'hubspot' | 'salesforce',
  state: string,
  browserSecret: string,
  nowMs = Date.now(),
): Promise<boolean> {
  const used = await db.inSystem((tx) =>
    tx.db
      .updateTable('oauth_state')
      .set({ used_at: new Date(nowMs) })
      .where('state_hash', '=', hashSecret(state))
      .where('browser_hash', '=', hashSecret(browserSecret))
      .where('crm', '=', crm)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(nowMs))
      .returning('state_hash')
      .executeTakeFirst(),
  )
  return used !== undefined
}
