import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Database } from '../db/database.ts'
import { readTransactions } from '../db/ledger-transactions.ts'
import type { JournalScope } from './journal.ts'

const PAGE = 1_000

/** Every entry as a line of JSON with all that its hash covers, a page at a time. Debits are above zero, credits below. */
export async function* ledgerEntries(
  db: Database,
  workspaceId: string,
  scope: JournalScope,
): AsyncGenerator<string> {
  let after = 0n
  for (;;) {
    const from = after
    const page = await db.inWorkspace(workspaceId, (tx) =>
      readTransactions(tx, { after: from, upTo: scope.lastSequence, limit: PAGE, period: scope }),
    )
    const last = page.at(-1)
    if (!last) return
    yield page
      .map(({ lineNumbers: _, postings, sequence, ...entry }) => {
        const amounts = postings.map(({ amountMinor, ...posting }) => ({
          ...posting,
          amount: formatDecimal(money(amountMinor, posting.currency)),
        }))
        return `${JSON.stringify({ sequence: String(sequence), ...entry, postings: amounts })}\n`
      })
      .join('')
    if (page.length < PAGE) return
    after = last.sequence
  }
}
