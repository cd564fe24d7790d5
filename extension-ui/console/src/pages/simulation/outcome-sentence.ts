import { isNegative, isZero } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import type { PartnerOutcome } from './sorted-partners.ts'

/** How many partners would have got more, less and the same. Who cannot be compared is in none of the three. */
export function outcomeSentence(partners: readonly Pick<PartnerOutcome, 'delta'>[]): string {
  const deltas = partners.flatMap(({ delta }) => (delta ? [delta] : []))
  if (deltas.length === 0) return 'There is nothing to compare with: no terms applied to these deals.'
  const less = deltas.filter(isNegative).length
  const same = deltas.filter(isZero).length
  const more = count(deltas.length - less - same, 'partner')
  return `${more} would have got more, ${less.toLocaleString()} less, ${same.toLocaleString()} the same.`
}
