import type { CommissionList } from '../../../../../shared/contract/finance-api.ts'
import { isNegative, isZero } from '../../format/money.ts'
import type { Tone } from '../../format/words.ts'

type Amounts = Pick<CommissionList['rows'][number], 'pending' | 'payable' | 'held' | 'inPayout' | 'paid'>

/** The colour of the status words, by the same order as the server's: what somebody has to see to comes first. */
export function commissionTone({ pending, payable, held, inPayout, paid }: Amounts): Tone {
  if (!isZero(held) || isNegative(payable)) return 'danger'
  if (!isZero(payable)) return 'success'
  if (!isZero(pending)) return 'warning'
  if (!isZero(inPayout)) return 'info'
  return isZero(paid) ? 'default' : 'success'
}
