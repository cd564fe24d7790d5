import type { TrialBalance } from '../../shared/contract/finance-api.ts'
import { accountCodes } from '../../shared/ledger/account-codes.ts'
import { trialBalance } from '../../shared/ledger/trial-balance.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { mappedAccountCodes } from '../db/account-code-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { accountSums } from '../db/ledger-sums.ts'
import { monthBounds } from '../db/period-close-store.ts'
import { Refusal } from '../errors.ts'
import { signedHead } from '../workflows/verify-ledger.ts'

/** From the first instant of one month to the last of another, in the workspace's time zone. */
export async function monthsBounds(
  tx: WorkspaceTx,
  { from, to }: { from: string; to: string },
): Promise<{ from: Date; until: Date }> {
  if (from > to) {
    throw new Refusal('invalid_request', 'The period ends before it begins.', {
      fields: [{ path: 'to', message: `is before ${from}` }],
    })
  }
  return { from: (await monthBounds(tx, from)).from, until: (await monthBounds(tx, to)).until }
}

/** What every account had before these months, did in them and has after them, by effective dates. Debits are above zero. */
export async function readTrialBalance(
  tx: WorkspaceTx,
  months: { from: string; to: string },
): Promise<TrialBalance> {
  const { rows, totals } = trialBalance(await accountSums(tx, await monthsBounds(tx, months)))
  const codes = new Map(accountCodes(await mappedAccountCodes(tx)).map((code) => [code.account, code]))
  const head = await signedHead(tx)
  return {
    ...months,
    rows: rows.map((row) => {
      const json = (minor: bigint) => toMoneyJson(money(minor, row.currency))
      const { code = '', name = '' } = codes.get(row.account) ?? {}
      return {
        account: row.account,
        code,
        name,
        currency: row.currency,
        opening: json(row.openingMinor),
        debits: json(row.debitsMinor),
        credits: json(row.creditsMinor),
        closing: json(row.closingMinor),
      }
    }),
    totals: totals.map((total) => {
      const json = (minor: bigint) => toMoneyJson(money(minor, total.currency))
      return {
        currency: total.currency,
        debits: json(total.debitsMinor),
        credits: json(total.creditsMinor),
        closing: json(total.closingMinor),
      }
    }),
    head: { sequence: String(head.sequence), hash: head.hash, signed: head.signed },
  }
}
