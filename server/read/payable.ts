import type { PayableList } from '../../shared/contract/console-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { allPassed } from '../../shared/payout/gates.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { payoutStandings } from '../workflows/payout-standing.ts'

/** Every balance that is pending or payable, with all its gates: those that can be paid now come first. */
export async function readPayable(tx: WorkspaceTx): Promise<PayableList> {
  const rows = (await payoutStandings(tx)).map(({ partnerId, partnerName, currency, balances, gates }) => ({
    partnerId,
    partnerName,
    currency,
    payableMinor: balances.payable,
    gates,
    ready: allPassed(gates),
  }))
  const totals = new Map<string, bigint>()
  for (const { currency, payableMinor, ready } of rows) {
    if (ready) totals.set(currency, (totals.get(currency) ?? 0n) + payableMinor)
  }
  return {
    rows: rows
      .sort((a, b) => Number(b.ready) - Number(a.ready))
      .map(({ currency, payableMinor, ...row }) => ({
        ...row,
        payable: toMoneyJson(money(payableMinor, currency)),
      })),
    totals: [...totals].sort().map(([currency, minor]) => toMoneyJson(money(minor, currency))),
  }
}
