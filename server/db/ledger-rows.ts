import { CompiledQuery, sql } from 'kysely'
import type { HeadSignature } from '../auth/ledger-seal.ts'
import type { WorkspaceTx } from './database.ts'
import type { LedgerColumns } from './ledger-columns.ts'

export interface KnownTransaction {
  id: string
  sequence: bigint
  requestHash: string
}

export interface LedgerEnd {
  sequence: bigint
  hash: string
  /** The first instant that is open; null while no month is closed. */
  closedUntil: Date | null
}

export interface LockedLedger extends LedgerEnd {
  /** Those of the asked keys that are in the ledger. */
  known: Map<string, KnownTransaction>
}

interface LockedRow {
  sequence: bigint
  hash: string
  closed_until: Date | null
  known: [key: string, id: string, sequence: string, requestHash: string][] | null
}

/** Takes the workspace's ledger for the rest of the transaction and reads what posting goes by, in one round trip. */
export async function lockLedgerFor(tx: WorkspaceTx, keys: readonly string[]): Promise<LockedLedger> {
  const { rows } =
    await sql<LockedRow>`select * from lock_ledger(${tx.workspaceId}::uuid, ${keys}::text[])`.execute(tx.db)
  const [row] = rows
  if (!row) throw new Error('the function gives one row')
  return locked(row)
}

const POST = `select * from post_ledger(${Array.from({ length: 21 }, (_, index) => `$${index + 1}`).join(', ')})`

/**
 * Adds these rows after this end of the ledger and moves its head to the last of them, in one round trip. Where the ledger
 * does not end there, or the database refuses the rows (a key that is there, a closed month), nothing is added: then it is
 * locked all the same, and this is what posting goes by. `problem` is the database's sentence where it refused.
 */
export async function insertLedgerRows(
  tx: WorkspaceTx,
  end: Pick<LedgerEnd, 'sequence' | 'hash'>,
  recordedAt: Date,
  columns: LedgerColumns,
  { signature, signedWith }: HeadSignature,
): Promise<{ ledger: LockedLedger; problem: string | null } | undefined> {
  const { entries, postings } = columns
  const { rows } = await tx.db.executeQuery<LockedRow & { problem: string | null }>(
    // With its text ready: taking a template apart would be a good part of the time that one entry takes.
    CompiledQuery.raw(POST, [
      tx.workspaceId,
      end.sequence,
      end.hash,
      recordedAt,
      entries.ids.text(),
      entries.keys.text(),
      entries.requestHashes.text(),
      entries.kinds.text(),
      `[${entries.causes.join(',')}]`,
      entries.effectiveAt.text(),
      entries.hashes.text(),
      postings.entries.text(),
      postings.lineNumbers.text(),
      postings.accounts.text(),
      postings.partnerIds.text(),
      postings.dealIds.text(),
      postings.commissionLineIds.text(),
      postings.currencies.text(),
      postings.amountsMinor.text(),
      signature,
      signedWith,
    ]),
  )
  const [row] = rows
  return row && { ledger: locked(row), problem: row.problem }
}

function locked(row: LockedRow): LockedLedger {
  const known = (row.known ?? []).map(([key, id, sequence, requestHash]): [string, KnownTransaction] => [
    key,
    { id, sequence: BigInt(sequence), requestHash },
  ])
  return { sequence: row.sequence, hash: row.hash, closedUntil: row.closed_until, known: new Map(known) }
}
