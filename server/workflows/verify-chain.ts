import { asRequested } from '../../shared/ledger/closed-month.ts'
import { chainText, type LedgerTransaction, requestText } from '../../shared/ledger/hash.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { sha256 } from '../db/ledger-store.ts'
import { readTransactions, type StoredTransaction } from '../db/ledger-transactions.ts'
import { alteredPosting } from './altered-posting.ts'
import type { BadRow } from './verify-ledger.ts'

/** A place in the chain: the entry before the next one. */
export interface ChainPlace {
  sequence: bigint
  hash: string
}

export interface ChainVerdict {
  transactions: number
  postings: number
  bad: BadRow | null
  /** The last entry that is good. */
  last: ChainPlace
}

const PAGE = 1000

/**
 * Reads the entries after a place and proves each: its postings balance, and it carries the hash of the one before it and of
 * everything that it says. Stops at the first bad row, and at `upTo`: entries that are made while we read come after it.
 */
export async function verifyChain(tx: WorkspaceTx, from: ChainPlace, upTo: bigint): Promise<ChainVerdict> {
  const verdict: ChainVerdict = { transactions: 0, postings: 0, bad: null, last: from }
  for (;;) {
    const page = await readTransactions(tx, { after: verdict.last.sequence, upTo, limit: PAGE })
    for (const transaction of page) {
      verdict.transactions++
      verdict.postings += transaction.postings.length
      verdict.bad = chainFault(transaction, verdict.last) ?? contentFault(transaction)
      if (verdict.bad) return verdict
      verdict.last = transaction
    }
    if (page.length < PAGE) return verdict
  }
}

function chainFault(transaction: StoredTransaction, previous: ChainPlace): BadRow | null {
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
  if (asWritten(transaction) && sha256(requestText(asRequested(transaction))) === transaction.requestHash) {
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
