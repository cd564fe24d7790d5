import type { Locator } from 'playwright-core'
import type { CommissionColumn } from './record-page.ts'

/** In the order in which the card shows them, after the partner's name. */
const COLUMNS: readonly CommissionColumn[] = ['Accrued', 'Pending', 'Payable', 'In payout', 'Paid']

/** Waits until the card's commission line of this partner shows these amounts. */
export async function commissionLine(
  card: Locator,
  partner: string,
  amounts: Partial<Record<CommissionColumn, string>>,
): Promise<void> {
  const row = card.getByRole('row').filter({ hasText: partner })
  // The name is a cell on one card and the row's header on the other: count from the end.
  const cells = row.getByRole('cell')
  for (const [index, column] of COLUMNS.entries()) {
    const amount = amounts[column]
    if (amount === undefined) continue
    await cells
      .nth(index - COLUMNS.length)
      .getByText(amount, { exact: true })
      .waitFor()
  }
}
