import { sql } from 'kysely'
import { CHAIN_START, chainText, type LedgerTransaction, requestText } from '../../shared/ledger/hash.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { sha256 } from '../db/ledger-store.ts'
import { alteredPosting } from './altered-posting.ts'
import { verifyCommission, verifyPayouts } from './verify-ledger-against.ts'

/** The first row that is not as it was written, and what is wrong with it. */
export interface BadRow {
  /** "ledger_posting 01a1…, line 2". */
  row: string
  problem: string
}

export interface LedgerVerdict {
  transactions: number
  postings: number
  bad: BadRow | null
}

const PAGE = 1000

/**
 * Reads the whole ledger of a workspace and proves it: every transaction balances and carries the hash of the one before
 * it and of everything that it says, the last one is the head, accruals are those of the latest calculations, and payments
 * stand as their states say. Stops at the first bad row.
 */
export async function verifyLedger(tx: WorkspaceTx): Promise<LedgerVerdict> {
  const head = await readHead(tx)
  const verdict: LedgerVerdict = { transactions: 0, postings: 0, bad: null }
  let previous = { sequence: 0n, hash: CHAIN_START }
  for (;;) {
    const page = await readPage(tx, previous.sequence, head.sequence)
    for (const transaction of page) {
      verdict.transactions++
      verdict.postings += transaction.postings.length
      verdict.bad = chainFault(transaction, previous) ?? contentFault(transaction)
      if (verdict.bad) return verdict
      previous = transaction
    }
    if (page.length < PAGE) break
  }
  verdict.bad = headFault(head, previous) ?? (await verifyCommission(tx)) ?? (await verifyPayouts(tx))
  return verdict
}

interface Head {
  sequence: bigint
  hash: string
  /** The highest sequence of any transaction, seen in the same instant. */
  last: bigint
}

/** Entries that are made while we read come after the head of now and are left for the next time. */
async function readHead(tx: WorkspaceTx): Promise<Head> {
  const last = sql<bigint>`coalesce((select max(sequence) from ledger_transaction), 0)::bigint`
  const row = await tx.db
    .selectFrom('ledger_head')
    .select(['sequence', 'hash', last.as('last')])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  if (row) return row
  const { rows } = await sql<{ last: bigint }>`select ${last} as last`.execute(tx.db)
  return { sequence: 0n, hash: CHAIN_START, last: rows[0]?.last ?? 0n }
}

function headFault(head: Head, last: { sequence: bigint; hash: string }): BadRow | null {
  const row = 'ledger_head'
  if (head.last > head.sequence) {
    return {
      row,
      problem: `there is a transaction ${head.last} after the last one that it knows, ${head.sequence}`,
    }
  }
  if (last.sequence !== head.sequence) {
    return {
      row,
      problem: `the last transaction is ${last.sequence} and should be ${head.sequence}: some are missing`,
    }
  }
  return last.hash === head.hash ? null : { row, problem: 'its hash is not that of the last transaction' }
}

interface StoredTransaction extends LedgerTransaction {
  previousHash: string
  hash: string
  lineNumbers: number[]
}

function chainFault(
  transaction: StoredTransaction,
  previous: { sequence: bigint; hash: string },
): BadRow | null {
  const row = `ledger_transaction ${transaction.id}`
  if (transaction.sequence !== previous.sequence + 1n) {
    const problem = `its sequence is ${transaction.sequence} and should be ${previous.sequence + 1n}: one is missing before it`
    return { row, problem }
  }
  if (transaction.previousHash !== previous.hash) {
    return { row, problem: 'its previous hash is not the hash of the transaction before it' }
  }
  return null
}

function contentFault(transaction: StoredTransaction): BadRow | null {
  const row = `ledger_transaction ${transaction.id}`
  const posting = (line: number) => `ledger_posting ${transaction.id}, line ${line}`
  const gap = transaction.lineNumbers.findIndex((line, index) => line !== index + 1)
  if (gap >= 0) return { row: posting(gap + 1), problem: 'it is missing' }
  const asWritten = (candidate: LedgerTransaction) =>
    sha256(chainText(transaction.previousHash, candidate)) === transaction.hash
  const unbalanced = imbalance(transaction)
  if (asWritten(transaction) && sha256(requestText(transaction)) === transaction.requestHash) {
    return unbalanced ? { row, problem: unbalanced } : null
  }
  const altered = alteredPosting(transaction, asWritten)
  if (altered) {
    return {
      row: posting(altered.line),
      problem: `its ${altered.field} is not what was written: it was ${altered.was}`,
    }
  }
  return { row, problem: unbalanced ?? 'what it says is not what its hash was taken of' }
}

function imbalance({ postings }: LedgerTransaction): string | null {
  for (const [currency, own] of Map.groupBy(postings, (posting) => posting.currency)) {
    const sum = own.reduce((total, { amountMinor }) => total + amountMinor, 0n)
    if (sum !== 0n) return `its postings in ${currency} are off by ${sum} minor units`
  }
  return null
}

async function readPage(tx: WorkspaceTx, after: bigint, upTo: bigint): Promise<StoredTransaction[]> {
  const rows = await tx.db
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('sequence', '>', after)
    .where('sequence', '<=', upTo)
    .orderBy('sequence')
    .limit(PAGE)
    .execute()
  const postings = await tx.db
    .selectFrom('ledger_posting')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('transaction_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .orderBy('line_number')
    .execute()
  const byTransaction = Map.groupBy(postings, (posting) => posting.transaction_id)
  return rows.map((row) => {
    const own = byTransaction.get(row.id) ?? []
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      sequence: row.sequence,
      idempotencyKey: row.idempotency_key,
      requestHash: row.request_hash,
      kind: row.kind,
      cause: row.cause,
      effectiveAt: row.effective_at,
      recordedAt: row.recorded_at,
      reverses: row.reverses,
      previousHash: row.previous_hash,
      hash: row.hash,
      lineNumbers: own.map((posting) => posting.line_number),
      postings: own.map((posting) => ({
        account: posting.account,
        partnerId: posting.partner_id,
        dealId: posting.deal_id,
        commissionLineId: posting.commission_line_id,
        currency: posting.currency,
        amountMinor: posting.amount_minor,
      })),
    }
  })
}
