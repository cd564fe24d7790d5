import { sql } from 'kysely'
import type { Posting } from '../../shared/ledger/posting.ts'
import type { HeadSignature } from '../auth/ledger-seal.ts'
import type { WorkspaceTx } from './database.ts'

export interface TransactionRow {
  id: string
  idempotencyKey: string
  requestHash: string
  kind: string
  /** JSON text. */
  cause: string
  effectiveAt: Date
  previousHash: string
  hash: string
}

export interface PostingRow extends Posting {
  transactionId: string
  lineNumber: number
}

export interface KnownTransaction {
  id: string
  sequence: bigint
  requestHash: string
}

export interface LockedLedger {
  sequence: bigint
  hash: string
  /** The first instant that is open; null while no month is closed. */
  closedUntil: Date | null
  /** Those of the asked keys that are in the ledger. */
  known: Map<string, KnownTransaction>
}

/** Takes the workspace's ledger for the rest of the transaction and reads what posting goes by, in one round trip. */
export async function lockLedgerFor(tx: WorkspaceTx, keys: readonly string[]): Promise<LockedLedger> {
  const { rows } = await sql<{
    sequence: bigint
    hash: string
    closed_until: Date | null
    known: [key: string, id: string, sequence: string, requestHash: string][] | null
  }>`select * from lock_ledger(${tx.workspaceId}::uuid, ${keys}::text[])`.execute(tx.db)
  const [row] = rows
  if (!row) throw new Error('the function gives one row')
  const known = (row.known ?? []).map(([key, id, sequence, requestHash]): [string, KnownTransaction] => [
    key,
    { id, sequence: BigInt(sequence), requestHash },
  ])
  return { sequence: row.sequence, hash: row.hash, closedUntil: row.closed_until, known: new Map(known) }
}

/**
 * Adds these rows, whose sequences follow the head's without a gap, and moves the head to the last of them. All postings go in
 * one statement: the database looks at the balance of what a statement adds, so those of a transaction must not come in two.
 */
export async function insertLedgerRows(
  tx: WorkspaceTx,
  firstSequence: bigint,
  recordedAt: Date,
  { transactions, postings }: { transactions: readonly TransactionRow[]; postings: readonly PostingRow[] },
  { signature, signedWith }: HeadSignature,
): Promise<void> {
  // Everything travels as text: PGlite would write the JSON in an array of JSON once more as JSON.
  const entries = <Key extends keyof TransactionRow>(key: Key) => transactions.map((row) => row[key])
  const lines = <Key extends keyof PostingRow>(key: Key) => postings.map((row) => row[key])
  await sql`select post_ledger(${tx.workspaceId}, ${firstSequence}, ${recordedAt},
    ${entries('id')}::text[]::uuid[], ${entries('idempotencyKey')}::text[], ${entries('requestHash')}::text[],
    ${entries('kind')}::text[], ${entries('cause')}::text[]::jsonb[],
    ${transactions.map((row) => row.effectiveAt.toISOString())}::text[]::timestamptz[],
    ${entries('previousHash')}::text[], ${entries('hash')}::text[],
    ${lines('transactionId')}::text[]::uuid[], ${postings.map((row) => String(row.lineNumber))}::text[]::integer[],
    ${lines('account')}::text[], ${lines('partnerId')}::text[]::uuid[], ${lines('dealId')}::text[]::uuid[],
    ${lines('commissionLineId')}::text[]::uuid[], ${lines('currency')}::text[],
    ${postings.map((row) => String(row.amountMinor))}::text[]::bigint[], ${signature}, ${signedWith})`.execute(
    tx.db,
  )
}
