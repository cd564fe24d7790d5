import { timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'
import { type ApiKeyScope, findApiKey, touchApiKey } from '../db/api-key-store.ts'
import { Refusal } from '../errors.ts'
import { hashSecret, newSecret } from './one-time-secret.ts'

/** Another system that signed in with a key of ours. */
export interface ApiCaller {
  workspaceId: string
  keyId: string
  /** As its admin named it. */
  name: string
}

const MARK = 'pdk_'
const PREFIX_LENGTH = MARK.length + 6

/** A new secret of 256 bits, the part of it that people tell keys apart by, and what the database keeps. */
export function newApiKey(): { secret: string; prefix: string; secretHash: string } {
  const secret = MARK + newSecret()
  return { secret, prefix: secret.slice(0, PREFIX_LENGTH), secretHash: hashSecret(secret) }
}

/**
 * Who asks, by `Authorization: Bearer KEY`. Refuses a key that is unknown or was revoked without telling which (401), and one
 * that may not do this (403). Notes that the key was used.
 */
export async function apiCaller(
  context: Pick<Context, 'db'>,
  authorization: string | undefined,
  scope: ApiKeyScope,
): Promise<ApiCaller> {
  const [, secret] = /^Bearer +(pdk_[A-Za-z0-9_-]{43})$/i.exec(authorization ?? '') ?? []
  if (!secret) throw notSignedIn('there is no key of ours in the header')
  const secretHash = hashSecret(secret)
  const found = await context.db.inSystem((tx) => findApiKey(tx, secretHash))
  if (!found || !timingSafeEqual(Buffer.from(found.secretHash), Buffer.from(secretHash))) {
    throw notSignedIn('the key is unknown')
  }
  if (found.revokedAt) throw notSignedIn('the key was revoked')
  if (!found.scopes.includes(scope)) {
    throw new Refusal('forbidden', `This key may not do this: it lacks the scope ${scope}.`)
  }
  const { workspaceId, keyId, name } = found
  await context.db.inWorkspace(workspaceId, (tx) => touchApiKey(tx, keyId, new Date()))
  return { workspaceId, keyId, name }
}

function notSignedIn(why: string): Refusal {
  return new Refusal('unauthenticated', 'The API key is missing, unknown or revoked.', { cause: why })
}
