import type { EarningJson } from './earning-json.ts'
import { shownDate } from '../shown-date.ts'

/** What has to happen before the commission becomes payable, for people. */
export function earningText(earning: EarningJson): string {
  switch (earning.kind) {
    case 'onWon':
      return 'Payable as soon as the deal is won.'
    case 'onFirstPayment':
      return 'Payable with the customer’s first payment.'
    case 'onCollection':
      return 'Payable in proportion to what the customer pays.'
    case 'dated':
      return `Payable ${earning.parts.map(({ date, percent }) => `${percent} % on ${shownDate(date)}`).join(', ')}.`
  }
}

/** For what is computed from the payments themselves. */
export const CASH_EARNING_TEXT = 'Payable as the customer pays.'
