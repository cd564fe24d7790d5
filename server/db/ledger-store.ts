import { hash as hashOf } from 'node:crypto'
import { sql } from 'kysely'
import { type Balances, foldBalances } from '../../shared/ledger/balance.ts'
import { datedInOpenMonth } from '../../shared/ledger/closed-month.ts'
import { chainText, type EntryTexts, entryTexts, requestText } from '../../shared/ledger/hash.ts'
import { assertBalanced, type Posting } from '../../shared/ledger/posting.ts'
import { Refusal } from '../errors.ts'
import type { WorkspaceTx } from './database.ts'
import { LedgerColumns } from './ledger-columns.ts'
import { insertLedgerRows, type LedgerEnd, type LockedLedger, lockLedgerFor } from './ledger-rows.ts'
import { forgetEnd, likelyEnd, rememberEnd } from './likely-end.ts'

/** One entry to be made in the ledger, once. */
export interface LedgerEntry {
  /** Names the cause. Keys live for ever, per workspace: the same key with the same content is made once. */
  idempotencyKey: string
  kind: LedgerKind
  /** Plain JSON, ids and words only. */
  cause: Record<string, string | number | null>
  effectiveAt: Date
  postings: readonly Posting[]
}

export type LedgerKind =
  | 'accrue'
  | 'true_up'
  | 'earn'
  | 'unearn'
  | 'hold'
  | 'release'
  | 'payout_approved'
  | 'payout_confirmed'
  | 'payout_failed'
  | 'payout_returned'

export interface PostedTransaction {
  id: string
  sequence: bigint
  /** True when an earlier call made it. */
  repeated: boolean
}

/** `postTransactions` for one entry. */
export async function postTransaction(
  tx: WorkspaceTx,
  entry: LedgerEntry,
  moment: { now: Date; newId(): string },
): Promise<PostedTransaction> {
  const [posted] = await postTransactions(tx, [entry], moment)
  if (!posted) throw new Error('one entry gives one transaction')
  return posted
}

/**
 * Adds entries to the ledger in this order, each with the hash of the one before it, and signs its new end. An entry whose
 * key is there already is not made again; with other content it is refused (`idempotency_conflict`) and nothing is posted.
 * An entry of a closed month is dated now. Writers of one workspace wait for each other from here to the end of the
 * transaction.
 */
export async function postTransactions(
  tx: WorkspaceTx,
  entries: readonly LedgerEntry[],
  moment: { now: Date; newId(): string },
): Promise<PostedTransaction[]> {
  if (entries.length === 0) return []
  const asked = entries.map(askedFor)
  const likely = likelyEnd(tx.workspaceId)
  let ledger: LockedLedger | undefined
  if (likely) {
    const guess = await append(tx, { ...likely, known: new Map() }, asked, moment)
    if (!guess.refused) {
      rememberEnd(tx.workspaceId, guess.end)
      return guess.results
    }
    ledger = guess.refused.ledger
    forgetEnd(tx.workspaceId)
  }
  ledger ??= await lockLedgerFor(
    tx,
    entries.map((entry) => entry.idempotencyKey),
  )
  const { refused, end, results } = await append(tx, ledger, asked, moment)
  if (refused) throw new Error(refused.problem ?? 'The ledger moved while it was locked.')
  if (!likely) rememberEnd(tx.workspaceId, end)
  return results
}

interface AskedFor {
  entry: LedgerEntry
  texts: EntryTexts
  requestHash: string
}

function askedFor(entry: LedgerEntry): AskedFor {
  assertBalanced(entry.postings)
  if ('asOf' in entry.cause) throw new Error('asOf is what the ledger itself notes of a closed month')
  const texts = entryTexts(entry)
  return { entry, texts, requestHash: sha256(requestText(entry, texts)) }
}

/** Chains what is not known yet to this end of the ledger and adds it there, if the ledger does end there. */
async function append(
  tx: WorkspaceTx,
  ledger: LockedLedger,
  asked: readonly AskedFor[],
  moment: { now: Date; newId(): string },
): Promise<{
  refused: Awaited<ReturnType<typeof insertLedgerRows>>
  end: LedgerEnd
  results: PostedTransaction[]
}> {
  const { workspaceId } = tx
  const { closedUntil } = ledger
  const known = new Map(ledger.known)
  let { sequence, hash } = ledger
  const columns = new LedgerColumns()
  const results = asked.map(({ entry, texts, requestHash }): PostedTransaction => {
    const { idempotencyKey, kind, postings } = entry
    const first = known.get(idempotencyKey)
    if (first) {
      if (first.requestHash === requestHash) return { id: first.id, sequence: first.sequence, repeated: true }
      const message = `The ledger has another entry for "${idempotencyKey}". Nothing was posted.`
      throw new Refusal('idempotency_conflict', message)
    }
    const id = moment.newId()
    sequence += 1n
    const { cause, effectiveAt } = datedInOpenMonth(entry, moment.now, closedUntil)
    const own = cause === entry.cause ? texts : entryTexts({ cause, effectiveAt, postings })
    const of = { id, workspaceId, sequence, idempotencyKey, requestHash, kind, cause, effectiveAt, postings }
    hash = sha256(chainText(hash, { ...of, recordedAt: moment.now, reverses: null }, own))
    known.set(idempotencyKey, { id, sequence, requestHash })
    columns.add({ id, idempotencyKey, requestHash, kind, hash, ...own }, postings)
    return { id, sequence, repeated: false }
  })
  const end = { sequence, hash, closedUntil }
  if (columns.count === 0) return { refused: undefined, end, results }
  const signed = tx.ledgerSeal.sign({ workspaceId, sequence, hash })
  return { refused: await insertLedgerRows(tx, ledger, moment.now, columns, signed), end, results }
}

/** Holds the workspace's ledger until the transaction ends, so that balances read from now on stay true. */
export async function lockLedger(tx: WorkspaceTx): Promise<{ sequence: bigint; hash: string }> {
  const ledger = await lockLedgerFor(tx, [])
  // What is posted next in this transaction needs no second look.
  rememberEnd(tx.workspaceId, ledger)
  return ledger
}

export interface LineBalance {
  commissionLineId: string
  partnerId: string
  dealId: string
  currency: string
  balances: Balances
}

/** What the ledger holds per commission line; lines without postings are absent. Narrow it by deals, partners or currency. */
export async function balancesByLine(
  tx: WorkspaceTx,
  of: { dealIds?: readonly string[]; partnerIds?: readonly string[]; currency?: string },
): Promise<LineBalance[]> {
  if (of.dealIds?.length === 0 || of.partnerIds?.length === 0) return []
  const rows = await tx.db
    .selectFrom('ledger_posting')
    .select(['commission_line_id', 'partner_id', 'deal_id', 'account', 'currency'])
    .select(sql<bigint>`sum(amount_minor)::bigint`.as('amount_minor'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('commission_line_id', 'is not', null)
    .$if(of.dealIds !== undefined, (q) => q.where('deal_id', 'in', [...(of.dealIds ?? [])]))
    .$if(of.partnerIds !== undefined, (q) => q.where('partner_id', 'in', [...(of.partnerIds ?? [])]))
    .$if(of.currency !== undefined, (q) => q.where('currency', '=', of.currency ?? ''))
    .groupBy(['commission_line_id', 'partner_id', 'deal_id', 'account', 'currency'])
    .orderBy('commission_line_id')
    .execute()
  return groupedBy(rows, (row) => `${row.commission_line_id} ${row.currency}`).map((group) => ({
    // Every posting of a commission line names its partner and deal; see `LineRef`.
    commissionLineId: String(group[0].commission_line_id),
    partnerId: String(group[0].partner_id),
    dealId: String(group[0].deal_id),
    currency: group[0].currency,
    balances: folded(group),
  }))
}

export interface PartnerBalance {
  partnerId: string
  currency: string
  balances: Balances
}

/** What the ledger holds per partner and currency, by partner, then currency. */
export async function balancesByPartner(
  tx: WorkspaceTx,
  partnerIds?: readonly string[],
): Promise<PartnerBalance[]> {
  if (partnerIds?.length === 0) return []
  const rows = await tx.db
    .selectFrom('ledger_posting')
    .select(['partner_id', 'account', 'currency'])
    .select(sql<bigint>`sum(amount_minor)::bigint`.as('amount_minor'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('partner_id', 'is not', null)
    .$if(partnerIds !== undefined, (q) => q.where('partner_id', 'in', [...(partnerIds ?? [])]))
    .groupBy(['partner_id', 'account', 'currency'])
    .orderBy('partner_id')
    .orderBy('currency')
    .execute()
  return groupedBy(rows, (row) => `${row.partner_id} ${row.currency}`).map((group) => ({
    partnerId: String(group[0].partner_id),
    currency: group[0].currency,
    balances: folded(group),
  }))
}

export function sha256(text: string): string {
  return hashOf('sha256', text)
}

interface SumRow {
  account: Posting['account']
  currency: string
  amount_minor: bigint
}

function folded(rows: readonly SumRow[]): Balances {
  return foldBalances(
    rows.map(({ account, currency, amount_minor }) => ({ account, currency, amountMinor: amount_minor })),
  )
}

/** Rows with the same key together, in order of first appearance; no group is empty. */
function groupedBy<T>(rows: readonly T[], key: (row: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return [...groups.values()]
}
