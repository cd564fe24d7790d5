import { randomBytes } from 'node:crypto'
import { type Crm, CrmError } from '../../connectors/crm.port.ts'
import type { CardKeyDelivery } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../context.ts'
import {
  cardKeySecret,
  cardKeysOf,
  currentKey,
  endOtherKeys,
  insertCardKey,
  markKeyDelivered,
  noteKeyProblem,
  pendingKey,
} from '../db/card-key-store.ts'
import { lockConnection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { crashpoint } from '../jobs/crashpoint.ts'
import { addWork } from '../jobs/outbox.ts'

const KEY_BYTES = 32
const DAY_MS = 24 * 60 * 60_000
/** A key is replaced when it is this old. */
export const CARD_KEY_LIFE_MS = 90 * DAY_MS
/** Requests that were signed just before the key changed still arrive. */
const PREVIOUS_STAYS_MS = 10 * 60_000
const RETRY_AFTER_MS = 30 * 60_000

/** Asks that the connection's cards get a new key. Asking twice before it came makes one. */
export async function askForCardKey(tx: WorkspaceTx, connectionId: string): Promise<void> {
  const replaces = currentKey(await cardKeysOf(tx, connectionId))?.keyId ?? null
  await addWork(tx, { topic: 'card.key', payload: { connectionId, replaces }, dedupeKey: connectionId })
}

/** Asks for a key where there is none yet, where the last delivery failed some time ago, and where the key is old. */
export async function askForDueCardKey(tx: WorkspaceTx, connectionId: string, now: Date): Promise<void> {
  const keys = await cardKeysOf(tx, connectionId)
  const pending = pendingKey(keys)
  const current = currentKey(keys)
  const age = (since: Date) => now.getTime() - since.getTime()
  const due = pending
    ? age(pending.triedAt ?? pending.createdAt) > RETRY_AFTER_MS
    : !current?.deliveredAt || age(current.deliveredAt) > CARD_KEY_LIFE_MS
  if (due) await askForCardKey(tx, connectionId)
}

/**
 * Gives the account a key for its cards to sign with, in place of the one named; nothing when that one was replaced
 * already. A new key is good before it is delivered: a process that dies after the delivery, or a delivery whose answer is
 * lost, leaves cards that sign with a key that we accept, and the next try delivers the same one again.
 *
 * Throws `CrmError` when the CRM cannot be asked or refuses; the connection then says why.
 */
export async function deliverCardKey(
  context: Pick<Context, 'db' | 'vault' | 'crmFor'>,
  request: { workspaceId: string; connectionId: string; replaces: string | null },
): Promise<void> {
  const { db } = context
  const { workspaceId, connectionId } = request
  const key = await db.inWorkspace(workspaceId, (tx) => keyToDeliver(tx, context, request))
  if (!key) return
  try {
    const crm = await context.crmFor(workspaceId, connectionId)
    if (!takesCardKeys(crm))
      throw new Error('this kind of CRM says that it takes keys, and its adapter does not')
    crashpoint('card.key:delivering')
    await crm.deliverCardKey(key)
    crashpoint('card.key:delivered')
  } catch (error) {
    if (error instanceof CrmError) {
      await db.inWorkspace(workspaceId, (tx) => noteKeyProblem(tx, key.keyId, error.message, new Date()))
    }
    throw error
  }
  await db.inWorkspace(workspaceId, (tx) => settleDelivered(tx, connectionId, key.keyId))
}

async function keyToDeliver(
  tx: WorkspaceTx,
  { vault }: Pick<Context, 'vault'>,
  { connectionId, replaces }: { connectionId: string; replaces: string | null },
): Promise<{ keyId: string; secret: Buffer } | undefined> {
  await lockConnection(tx, connectionId)
  const keys = await cardKeysOf(tx, connectionId)
  const pending = pendingKey(keys)
  if (pending) return { keyId: pending.keyId, secret: await cardKeySecret(tx, vault, pending.keyId) }
  if ((currentKey(keys)?.keyId ?? null) !== replaces) return undefined
  const key = { keyId: randomBytes(16).toString('hex'), secret: randomBytes(KEY_BYTES) }
  await insertCardKey(tx, vault, connectionId, key, new Date())
  return key
}

async function settleDelivered(tx: WorkspaceTx, connectionId: string, keyId: string): Promise<void> {
  await lockConnection(tx, connectionId)
  const now = new Date()
  if (await markKeyDelivered(tx, keyId, now)) {
    return endOtherKeys(tx, connectionId, keyId, {
      acceptedUntil: new Date(now.getTime() + PREVIOUS_STAYS_MS),
      forgetBefore: new Date(now.getTime() - DAY_MS),
    })
  }
  // We were so slow that somebody else delivered this one and then another: the CRM now signs with one that is ending.
  if (currentKey(await cardKeysOf(tx, connectionId))?.keyId !== keyId) await askForCardKey(tx, connectionId)
}

const takesCardKeys = (crm: Crm): crm is Crm & CardKeyDelivery =>
  'deliverCardKey' in crm && typeof crm.deliverCardKey === 'function'
