import { canonicalJson } from '../ledger/hash.ts'
import type { CurrencyCode } from '../money/money.ts'

/** What is paid to whom for what: the part of a batch that an approval is for. */
export interface BatchContent {
  currency: CurrencyCode
  items: readonly {
    id: string
    partnerId: string
    partnerName: string
    amountMinor: bigint
    lines: readonly { commissionLineId: string; amountMinor: bigint }[]
  }[]
}

/** The text whose SHA-256 is the content hash; the same content in any order has the same text. */
export function batchContentText({ currency, items }: BatchContent): string {
  const byId = <T>(list: readonly T[], id: (one: T) => string) =>
    [...list].sort((a, b) => (id(a) < id(b) ? -1 : 1))
  return canonicalJson({
    currency,
    items: byId(items, (item) => item.id).map((item) => ({
      id: item.id,
      partnerId: item.partnerId,
      partnerName: item.partnerName,
      amountMinor: item.amountMinor,
      lines: byId(item.lines, (line) => line.commissionLineId).map((line) => ({
        commissionLineId: line.commissionLineId,
        amountMinor: line.amountMinor,
      })),
    })),
  })
}
