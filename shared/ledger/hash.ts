import type { Posting } from './posting.ts'

/** A recorded transaction: what the hash of the chain covers. */
export interface LedgerTransaction {
  id: string
  workspaceId: string
  sequence: bigint
  idempotencyKey: string
  requestHash: string
  kind: string
  /** What made it happen, as plain JSON. */
  cause: unknown
  effectiveAt: Date
  recordedAt: Date
  reverses: string | null
  postings: readonly Posting[]
}

/** The hash before the first transaction. */
export const CHAIN_START = '0'.repeat(64)

/**
 * The text that a transaction's hash is taken of (SHA-256, hex): everything that it says together with the hash of the one
 * before, so that no row can be changed, dropped or slipped in without every later hash being wrong.
 */
export function chainText(previousHash: string, transaction: LedgerTransaction): string {
  // Written out, in the order of `canonicalJson`: this runs for every entry, and what an object carries beside is left out.
  const { id, workspaceId, sequence, idempotencyKey, requestHash, kind, cause } = transaction
  const { effectiveAt, recordedAt, reverses, postings } = transaction
  return (
    `{"cause":${canonicalJson(cause)},"effectiveAt":"${effectiveAt.toISOString()}","id":${quoted(id)},` +
    `"idempotencyKey":${quoted(idempotencyKey)},"kind":${quoted(kind)},"postings":${postingsText(postings)},` +
    `"previousHash":${quoted(previousHash)},"recordedAt":"${recordedAt.toISOString()}",` +
    `"requestHash":${quoted(requestHash)},"reverses":${quoted(reverses)},"sequence":"${sequence}",` +
    `"workspaceId":${quoted(workspaceId)}}`
  )
}

/** The text whose hash tells whether a repeated command is the same command: what it does, not when it was sent. */
export function requestText(request: {
  kind: string
  cause: unknown
  effectiveAt: Date
  postings: readonly Posting[]
}): string {
  const { kind, cause, effectiveAt, postings } = request
  return (
    `{"cause":${canonicalJson(cause)},"effectiveAt":"${effectiveAt.toISOString()}","kind":${quoted(kind)},` +
    `"postings":${postingsText(postings)}}`
  )
}

/**
 * JSON with sorted keys and no spaces: the same value has one text. bigint and Date are written as strings; undefined
 * members are left out. Throws TypeError for what JSON has no word for, such as NaN.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `"${value}"`
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const members: string[] = []
    // The entries of an object that is none of the above; its prototype is not asked.
    const own = value as Record<string, unknown>
    for (const key of Object.keys(own).sort()) {
      if (own[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(own[key])}`)
    }
    return `{${members.join(',')}}`
  }
  throw new TypeError(`${String(value)} has no JSON form.`)
}

function postingsText(postings: readonly Posting[]): string {
  return `[${postings.map(postingText).join(',')}]`
}

function postingText({
  account,
  amountMinor,
  commissionLineId,
  currency,
  dealId,
  partnerId,
}: Posting): string {
  return (
    `{"account":${quoted(account)},"amountMinor":"${amountMinor}","commissionLineId":${quoted(commissionLineId)},` +
    `"currency":${quoted(currency)},"dealId":${quoted(dealId)},"partnerId":${quoted(partnerId)}}`
  )
}

const quoted = (text: string | null): string => JSON.stringify(text)
