import { CHAIN_START } from '../../shared/ledger/hash.ts'
import { type AccountSums, trialBalance } from '../../shared/ledger/trial-balance.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { sumsBetween } from '../db/ledger-sums.ts'
import { listCloses, type PeriodClose, type StoredTrialRow } from '../db/period-close-store.ts'
import type { BadRow } from './verify-ledger.ts'

/** Closed months still have the entries and the balances that they were closed with. */
export async function verifyCloses(tx: WorkspaceTx): Promise<BadRow | null> {
  const closes = await listCloses(tx)
  if (closes.length === 0) return null
  const hashes = await hashesAt(
    tx,
    closes.map(({ sequence }) => sequence),
  )
  const balances = await closingBalances(tx, closes)
  for (const [index, close] of closes.entries()) {
    const row = `period_close ${close.month}`
    if (hashes.get(close.sequence) !== close.hash) {
      return {
        row,
        problem: `transaction ${close.sequence} is not the one with which the month was closed`,
      }
    }
    if (closingText(close.trialBalance) !== balances[index]) {
      return { row, problem: 'the balances at its end are not those with which it was closed' }
    }
  }
  return null
}

async function hashesAt(tx: WorkspaceTx, sequences: readonly bigint[]): Promise<Map<bigint, string>> {
  const rows = await tx.db
    .selectFrom('ledger_transaction')
    .select(['sequence', 'hash'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('sequence', 'in', [...sequences])
    .execute()
  return new Map([[0n, CHAIN_START], ...rows.map(({ sequence, hash }) => [sequence, hash] as const)])
}

/** What each account has at the end of each closed month now, as one text per month. */
async function closingBalances(tx: WorkspaceTx, closes: readonly PeriodClose[]): Promise<string[]> {
  const parts = await sumsBetween(
    tx,
    closes.map(({ closedUntil }) => closedUntil),
  )
  const standing = new Map<string, AccountSums>()
  return closes.map((_, index) => {
    for (const { part, minor, account, partnerId, currency } of parts) {
      if (part !== index) continue
      const key = `${account} ${partnerId} ${currency}`
      const openingMinor = (standing.get(key)?.openingMinor ?? 0n) + minor
      standing.set(key, { account, partnerId, currency, openingMinor, debitsMinor: 0n, creditsMinor: 0n })
    }
    const { rows } = trialBalance([...standing.values()])
    return closingText(rows.map((row) => ({ ...row, closingMinor: String(row.closingMinor) })))
  })
}

/** Accounts with nothing at the end are left out: whether something moved in the month is not asked here. */
function closingText(rows: readonly Pick<StoredTrialRow, 'account' | 'currency' | 'closingMinor'>[]): string {
  return rows
    .filter(({ closingMinor }) => closingMinor !== '0')
    .map(({ account, currency, closingMinor }) => `${currency} ${account} ${closingMinor}`)
    .sort()
    .join('\n')
}
