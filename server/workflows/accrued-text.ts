import { sql } from 'kysely'
import { formatDecimal } from '../../shared/money/format.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'

/** Decimals in the deal's currency. */
export interface AccruedText {
  /** Empty before the win, and where it is not in the deal's currency: the CRM's field has no other. */
  total: string
  /** By credit; absent where nothing is accrued, or not in the deal's currency. */
  byCredit: ReadonlyMap<string, string>
}

/** What is accrued on the deal now, by the latest calculation of each line. */
export async function accruedText(tx: WorkspaceTx, deal: MirroredDeal): Promise<AccruedText> {
  const { rows } = await sql<{ credit_id: string; currency: string; amount_minor: bigint }>`
    select line.credit_id, line.currency, sum(latest.amount_minor)::bigint as amount_minor
      from commission_line as line
      join lateral (
        select amount_minor from commission_calculation as calculation
          where calculation.line_id = line.id order by revision desc limit 1) as latest on true
      where line.workspace_id = ${tx.workspaceId}::uuid and line.deal_id = ${deal.id}::uuid
      group by line.credit_id, line.currency`.execute(tx.db)
  const sums = new Map<string, bigint>()
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.amount_minor)
  const [only, ...others] = [...sums].filter(([, amountMinor]) => amountMinor !== 0n)
  const inDealCurrency = rows.filter((row) => row.currency === deal.currency && row.amount_minor !== 0n)
  return {
    total:
      only && others.length === 0 && only[0] === deal.currency
        ? formatDecimal({ amountMinor: only[1], currency: only[0] })
        : '',
    byCredit: new Map(
      inDealCurrency.map(({ credit_id: creditId, amount_minor: amountMinor, currency }) => [
        creditId,
        formatDecimal({ amountMinor, currency }),
      ]),
    ),
  }
}
