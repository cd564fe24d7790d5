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
  // Named one by one: what a caller's object holds beside them must not change the hash.
  const { id, workspaceId, sequence, idempotencyKey, requestHash, kind, cause } = transaction
  const { effectiveAt, recordedAt, reverses, postings } = transaction
  const head = { previousHash, id, workspaceId, sequence, idempotencyKey, requestHash, kind, cause }
  return canonicalJson({ ...head, effectiveAt, recordedAt, reverses, postings: postings.map(postingContent) })
}

/** The text whose hash tells whether a repeated command is the same command: what it does, not when it was sent. */
export function requestText(request: {
  kind: string
  cause: unknown
  effectiveAt: Date
  postings: readonly Posting[]
}): string {
  const { kind, cause, effectiveAt, postings } = request
  return canonicalJson({ kind, cause, effectiveAt, postings: postings.map(postingContent) })
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
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  throw new TypeError(`${String(value)} has no JSON form.`)
}

function postingContent(posting: Posting): Posting {
  const { account, partnerId, dealId, commissionLineId, currency, amountMinor } = posting
  return { account, partnerId, dealId, commissionLineId, currency, amountMinor }
}
