import { expect, test } from 'vitest'
import { commissionTone } from './commission-tone.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const amounts = (given: Partial<Parameters<typeof commissionTone>[0]>) => ({
  pending: usd('0.00'),
  payable: usd('0.00'),
  held: usd('0.00'),
  inPayout: usd('0.00'),
  paid: usd('0.00'),
  ...given,
})

test.each([
  [{ held: usd('5.00'), payable: usd('700.00') }, 'danger'],
  [{ payable: usd('-80.00'), paid: usd('80.00') }, 'danger'],
  [{ payable: usd('700.00'), pending: usd('20.00') }, 'success'],
  [{ pending: usd('20.00'), paid: usd('5.00') }, 'warning'],
  [{ inPayout: usd('20.00') }, 'info'],
  [{ paid: usd('20.00') }, 'success'],
  [{}, 'default'],
])('what needs somebody most gives %o the colour %s', (given, tone) => {
  expect(commissionTone(amounts(given))).toBe(tone)
})
