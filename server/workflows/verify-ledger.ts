import { sql } from 'kysely'
import { CHAIN_START } from '../../shared/ledger/hash.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type ChainPlace, verifyChain } from './verify-chain.ts'
import { verifyCloses } from './verify-closes.ts'
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
  /** The last entry that is good. */
  last: ChainPlace
  /** False while nothing was posted since heads are signed: then only the chain itself speaks for the ledger. */
  signed: boolean
}

/**
 * Reads the whole ledger of a workspace and proves it: every transaction balances and carries the hash of the one before
 * it and of everything that it says, the last one is the head and the head is signed, closed months are as they were
 * closed, accruals are those of the latest calculations, and payments stand as their states say. Stops at the first bad row.
 */
export async function verifyLedger(tx: WorkspaceTx): Promise<LedgerVerdict> {
  const head = await readHead(tx)
  const chain = await verifyChain(tx, { sequence: 0n, hash: CHAIN_START }, head.sequence)
  const bad =
    chain.bad ??
    headFault(head, chain.last) ??
    signatureFault(tx, head) ??
    (await verifyCloses(tx)) ??
    (await verifyCommission(tx)) ??
    (await verifyPayouts(tx))
  return { ...chain, bad, signed: head.signature !== null && signatureFault(tx, head) === null }
}

/** Whether the end of the ledger carries a good signature; its entries are not read. An empty ledger needs none. */
export async function signedHead(tx: WorkspaceTx): Promise<ChainPlace & { signed: boolean }> {
  const head = await readHead(tx)
  const { sequence, hash } = head
  const signed = sequence === 0n || (head.signature !== null && signatureFault(tx, head) === null)
  return { sequence, hash, signed }
}

interface Head extends ChainPlace {
  signature: string | null
  signedWith: string | null
  /** Where signing came: up to there a head may be without. */
  unsignedThrough: bigint
  /** The highest sequence of any transaction, seen in the same instant. */
  last: bigint
}

async function readHead(tx: WorkspaceTx): Promise<Head> {
  const last = sql<bigint>`coalesce((select max(sequence) from ledger_transaction
    where workspace_id = ${tx.workspaceId}), 0)::bigint`
  const row = await tx.db
    .selectFrom('ledger_head')
    .select([
      'sequence',
      'hash',
      'signature',
      'signed_with as signedWith',
      'unsigned_through as unsignedThrough',
    ])
    .select(last.as('last'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  if (row) return row
  const { rows } = await sql<{ last: bigint }>`select ${last} as last`.execute(tx.db)
  const unsigned = { signature: null, signedWith: null, unsignedThrough: 0n }
  return { sequence: 0n, hash: CHAIN_START, ...unsigned, last: rows[0]?.last ?? 0n }
}

function headFault(head: Head, last: ChainPlace): BadRow | null {
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

/** What the chain cannot show: somebody who may write every row computes every hash anew, but has no key. */
function signatureFault(tx: WorkspaceTx, head: Head): BadRow | null {
  const { sequence, hash, signature, signedWith, unsignedThrough } = head
  const row = 'ledger_head'
  if (sequence === 0n) return null
  if (signature === null || signedWith === null) {
    return sequence <= unsignedThrough ? null : { row, problem: 'its signature is missing' }
  }
  const found = tx.ledgerSeal.check(
    { workspaceId: tx.workspaceId, sequence, hash },
    { signature, signedWith },
  )
  switch (found) {
    case 'valid':
      return null
    case 'forged':
      return { row, problem: 'its signature is not ours: the ledger was written by somebody without the key' }
    case 'unknown_key':
      return { row, problem: `it was signed with the key ${signedWith}, which is not in ENCRYPTION_KEYS` }
  }
}
