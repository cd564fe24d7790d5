import { displayMoney } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import type { Balances } from './balance.ts'

export const LINE_STATES = ['pending', 'payable', 'held', 'paid', 'owed_back', 'nothing'] as const
export type LineState = (typeof LINE_STATES)[number]

type Standing = Omit<Balances, 'accrued'>

/** Where a commission stands, in one word: what somebody has to see to comes first. Lists are filtered by the same order, in SQL. */
export function lineState({ held, payable, pending, inTransit, paid }: Standing): LineState {
  if (held > 0n) return 'held'
  if (payable < 0n) return 'owed_back'
  if (payable > 0n) return 'payable'
  if (pending > 0n) return 'pending'
  return inTransit > 0n || paid > 0n ? 'paid' : 'nothing'
}

/** The same for people. */
export function lineStatus(balances: Standing, currency: CurrencyCode): string {
  switch (lineState(balances)) {
    case 'held':
      return 'Held: a dispute is open'
    case 'owed_back':
      return `Owed back: ${displayMoney(money(-balances.payable, currency))}`
    case 'payable':
      return 'Payable'
    case 'pending':
      return 'Waiting for the customer'
    case 'paid':
      return balances.inTransit > 0n ? 'In a payout' : 'Paid'
    case 'nothing':
      return 'Nothing due'
  }
}
