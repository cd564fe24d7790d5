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

/** The parts that both texts of an entry have in them, for those who need both. */
export interface EntryTexts {
  /** `canonicalJson` of the cause. */
  cause: string
  effectiveAt: string
  postings: string
}

export function entryTexts(entry: Pick<LedgerTransaction, 'cause' | 'effectiveAt' | 'postings'>): EntryTexts {
  return {
    cause: canonicalJson(entry.cause),
    effectiveAt: entry.effectiveAt.toISOString(),
    postings: postingsText(entry.postings),
  }
}

/**
 * The text that a transaction's hash is taken of (SHA-256, hex): everything that it says together with the hash of the one
 * before, so that no row can be changed, dropped or slipped in without every later hash being wrong. `texts` are those of
 * this transaction.
 */
export function chainText(
  previousHash: string,
  transaction: LedgerTransaction,
  texts = entryTexts(transaction),
): string {
  // Written out, in the order of `canonicalJson`: this runs for every entry, and what an object carries beside is left out.
  const { id, workspaceId, sequence, idempotencyKey, requestHash, kind } = transaction
  const { recordedAt, reverses } = transaction
  return (
    `{"cause":${texts.cause},"effectiveAt":"${texts.effectiveAt}","id":${quoted(id)},` +
    `"idempotencyKey":${quoted(idempotencyKey)},"kind":${quoted(kind)},"postings":${texts.postings},` +
    `"previousHash":${quoted(previousHash)},"recordedAt":"${recordedAt.toISOString()}",` +
    `"requestHash":${quoted(requestHash)},"reverses":${quoted(reverses)},"sequence":"${sequence}",` +
    `"workspaceId":${quoted(workspaceId)}}`
  )
}

/** The text whose hash tells whether a repeated command is the same command: what it does, not when it was sent. */
export function requestText(
  request: { kind: string; cause: unknown; effectiveAt: Date; postings: readonly Posting[] },
  texts = entryTexts(request),
): string {
  return (
    `{"cause":${texts.cause},"effectiveAt":"${texts.effectiveAt}","kind":${quoted(request.kind)},` +
    `"postings":${texts.postings}}`
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
  let text = ''
  let before: Posting | undefined
  let about = ''
  for (const posting of postings) {
    // The sides of a transaction mostly speak of one line.
    if (!before || !isAboutTheSame(before, posting)) about = aboutText(posting)
    const comma = text === '' ? '' : ','
    text += `${comma}{"account":${quoted(posting.account)},"amountMinor":"${posting.amountMinor}",${about}}`
    before = posting
  }
  return `[${text}]`
}

const isAboutTheSame = (one: Posting, other: Posting): boolean =>
  one.commissionLineId === other.commissionLineId &&
  one.currency === other.currency &&
  one.dealId === other.dealId &&
  one.partnerId === other.partnerId

const aboutText = ({ commissionLineId, currency, dealId, partnerId }: Posting): string =>
  `"commissionLineId":${quoted(commissionLineId)},"currency":${quoted(currency)},` +
  `"dealId":${quoted(dealId)},"partnerId":${quoted(partnerId)}`

const NOTHING_TO_ESCAPE = /^[\w :.-]*$/

const quoted = (text: string | null): string =>
  text !== null && NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text)
