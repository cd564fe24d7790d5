import type { FxRateDetail } from '../../../../../shared/contract/finance-api.ts'
import { count } from '../../format/words.ts'

export type RateStep = 'correct' | 'take-back'

/** What a correction of a rate will do, sentence by sentence, before it is asked for. */
export function whatItDoes({ deals, inClosedMonths, gone }: FxRateDetail['use'], step: RateStep): string[] {
  const correcting = step === 'correct'
  const used =
    deals === 0
      ? 'No commission was converted at it so far.'
      : correcting
        ? `${theCommissions(deals)} converted at it: they are computed again in the background at the new value, each with a true-up that names this correction.`
        : `${theCommissions(deals)} converted at it: they are computed again in the background at the rate that holds without it. Where there is none, they stay as they are until one is added. Adding this one again later does not move the others back.`
  return [
    used,
    ...(inClosedMonths > 0
      ? [
          `${count(inClosedMonths, 'of these deals counts', 'of these deals count')} in a closed month: its lines are corrected by entries dated now.`,
        ]
      : []),
    ...(gone > 0
      ? [
          `${count(gone, 'further deal is', 'further deals are')} gone from the CRM and ${gone === 1 ? 'keeps' : 'keep'} what was accrued.`,
        ]
      : []),
    correcting
      ? 'The value of before is kept for ever, with your name and reason.'
      : 'It is kept for ever as taken back, with your name and reason.',
  ]
}

const theCommissions = (deals: number) =>
  deals === 1 ? 'The commission of 1 deal was' : `The commissions of ${count(deals, 'deal')} were`
