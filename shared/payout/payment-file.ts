import { formatDecimal } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import { csv } from './csv.ts'

export interface PaymentFile {
  batchNumber: number
  contentHash: string
  currency: CurrencyCode
  /** In the order of the batch. */
  items: readonly { itemId: string; partnerId: string; partnerName: string; amountMinor: bigint }[]
}

/**
 * The file that finance hands to the bank: one row per payment, then a control line with the number of payments, their
 * sum and the hash of the content that was approved.
 */
export function paymentFile(file: PaymentFile): string {
  const amount = (minor: bigint) => ({ amount: formatDecimal(money(minor, file.currency)) })
  const total = file.items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  return csv([
    ['Type', 'Reference', 'Partner ID', 'Partner', 'Amount', 'Currency', 'Note'],
    ...file.items.map((item) => [
      'PAYMENT',
      item.itemId,
      item.partnerId,
      item.partnerName,
      amount(item.amountMinor),
      file.currency,
      `Partner payout batch ${file.batchNumber}`,
    ]),
    ['CONTROL', String(file.items.length), '', '', amount(total), file.currency, file.contentHash],
  ])
}
