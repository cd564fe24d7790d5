import { type Gate, payoutGates } from '../../shared/payout/gates.ts'
import type { Balances } from '../../shared/ledger/balance.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { balancesByLine, balancesByPartner } from '../db/ledger-store.ts'
import { partnersByIds } from '../db/partner-store.ts'
import { type PaidLine, waitingInBatch } from '../db/payout-store.ts'

/** What a partner has in one currency, whether it can be paid now and why not, and which lines it is made of. */
export interface PayoutStanding {
  partnerId: string
  partnerName: string
  currency: string
  balances: Balances
  gates: Gate[]
  /** Lines with something payable; below zero where too much was paid. They sum to the payable balance. */
  lines: PaidLine[]
}

/** Every balance with something pending, payable or held, by partner name. Under the ledger's lock it stays true. */
export async function payoutStandings(
  tx: WorkspaceTx,
  only: { partnerIds?: readonly string[]; currency?: string } = {},
): Promise<PayoutStanding[]> {
  const held = (await balancesByPartner(tx, only.partnerIds)).filter(
    ({ balances, currency }) =>
      (balances.pending !== 0n || balances.payable !== 0n || balances.held !== 0n) &&
      (only.currency ?? currency) === currency,
  )
  const ids = [...new Set(held.map(({ partnerId }) => partnerId))]
  const partners = await partnersByIds(tx, ids)
  const byLine = await balancesByLine(tx, { partnerIds: ids })
  const waiting = await waitingInBatch(tx)
  const standings = held.flatMap(({ partnerId, currency, balances }): PayoutStanding[] => {
    const partner = partners.get(partnerId)
    if (!partner) return []
    const lines = byLine
      .filter(
        (line) => line.partnerId === partnerId && line.currency === currency && line.balances.payable !== 0n,
      )
      .map((line) => ({ ...line, amountMinor: line.balances.payable }))
      .map(({ commissionLineId, dealId, amountMinor }) => ({ commissionLineId, dealId, amountMinor }))
    const gates = payoutGates({
      partnerStatus: partner.status,
      currency,
      pendingMinor: balances.pending,
      payableMinor: balances.payable,
      heldMinor: balances.held,
      negativeLinesMinor: negative(lines),
      inDraftBatch: waiting.has(`${partnerId}:${currency}`),
    })
    return [{ partnerId, partnerName: partner.name, currency, balances, gates, lines }]
  })
  return standings.sort((a, b) => (a.partnerName.toLowerCase() < b.partnerName.toLowerCase() ? -1 : 1))
}

function negative(lines: readonly PaidLine[]): bigint | null {
  const below = lines.filter(({ amountMinor }) => amountMinor < 0n)
  return below.length === 0 ? null : below.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}
