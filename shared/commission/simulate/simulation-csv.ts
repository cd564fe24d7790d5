import { formatDecimal } from '../../money/format.ts'
import { money } from '../../money/money.ts'
import { csv, type CsvCell } from '../../payout/csv.ts'
import type { SimulatedCreditRow } from './simulation.ts'
import { deltaOf } from './tally.ts'

const HEADER = [
  'deal',
  'deal name',
  'close date',
  'deal amount',
  'deal currency',
  'partner',
  'partner name',
  'role',
  'share',
  'tier',
  'tier today',
  'rules now',
  'rules then',
  'commission now',
  'commission then',
  'difference',
  'commission currency',
  'note',
]

export const simulationCsvHeader = csv([HEADER])

/** One credit as a line of CSV; empty where an amount cannot be said. `currency` is the draft's. */
export function simulationCsvLine(row: SimulatedCreditRow, currency: string): string {
  const { deal, name } = row.deal
  const { credit, nowMinor, thenMinor } = row
  const amount = (minor: bigint | null): CsvCell =>
    minor === null ? '' : { amount: formatDecimal(money(minor, currency)) }
  return csv([
    [
      deal.id,
      name ?? '',
      deal.closeDate,
      deal.amount ? { amount: formatDecimal(deal.amount) } : '',
      deal.currency ?? '',
      credit.partnerId,
      credit.partnerName,
      credit.role,
      credit.sharePercent,
      credit.tier,
      credit.tierToday ?? '',
      row.nowRules.join(' '),
      row.thenRules.join(' '),
      amount(nowMinor),
      amount(thenMinor),
      amount(thenMinor === null ? null : deltaOf({ now: nowMinor, then: thenMinor })),
      currency,
      row.note ?? '',
    ],
  ])
}
