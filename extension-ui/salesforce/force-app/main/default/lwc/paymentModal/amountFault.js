import { fill } from 'c/cardFormat'
import decimals from '@salesforce/label/c.PartnerDesk_AmountDecimals'
import missing from '@salesforce/label/c.PartnerDesk_AmountMissing'
import noDecimals from '@salesforce/label/c.PartnerDesk_AmountNoDecimals'
import shape from '@salesforce/label/c.PartnerDesk_AmountShape'
import zero from '@salesforce/label/c.PartnerDesk_AmountZero'

const SHAPE = /^(\d{1,15})(?:\.(\d+))?$/

/** What is wrong with an amount as typed, in words; null when nothing is. It stays text: 0.1 + 0.2 is not 0.3. */
export function amountFault(typed, like) {
  const text = typed.trim()
  if (text === '') return missing
  const match = SHAPE.exec(text)
  if (!match) return fill(shape, like.amount)
  const allowed = like.amount.split('.')[1]?.length ?? 0
  if ((match[2]?.length ?? 0) > allowed) {
    return allowed === 0 ? fill(noDecimals, like.currency) : fill(decimals, like.currency, allowed)
  }
  return /[1-9]/.test(text) ? null : zero
}
