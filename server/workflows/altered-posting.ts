import type { LedgerTransaction } from '../../shared/ledger/hash.ts'
import { LEDGER_ACCOUNTS, type Posting } from '../../shared/ledger/posting.ts'

/**
 * Which single posting was changed, when the hash of a transaction no longer fits. The hash says only that something did,
 * so this tries what each posting may have been before - the amount that would balance, another account, what its neighbours
 * name - until the hash fits. undefined when more than one thing was changed.
 */
export function alteredPosting(
  transaction: LedgerTransaction,
  asWritten: (candidate: LedgerTransaction) => boolean,
): { line: number; field: string; was: string } | undefined {
  const { postings } = transaction
  for (const [index, posting] of postings.entries()) {
    for (const { field, was } of earlierForms(posting, postings)) {
      const candidate = postings.map((one, at) => (at === index ? { ...posting, [field]: was } : one))
      if (asWritten({ ...transaction, postings: candidate })) {
        return { line: index + 1, field: NAMES[field], was: String(was) }
      }
    }
  }
  return undefined
}

const NAMES: Record<keyof Posting, string> = {
  account: 'account',
  partnerId: 'partner',
  dealId: 'deal',
  commissionLineId: 'commission line',
  currency: 'currency',
  amountMinor: 'amount in minor units',
}

function earlierForms(
  posting: Posting,
  all: readonly Posting[],
): { field: keyof Posting; was: Posting[keyof Posting] }[] {
  const others = all.filter((other) => other !== posting)
  const rest = others
    .filter(({ currency }) => currency === posting.currency)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const named = (['partnerId', 'dealId', 'commissionLineId', 'currency'] as const).flatMap((field) =>
    [...new Set([...others.map((other) => other[field]), null])].map((was) => ({ field, was })),
  )
  return [
    { field: 'amountMinor', was: -rest },
    ...LEDGER_ACCOUNTS.map((was) => ({ field: 'account', was }) as const),
    ...named,
  ]
}
