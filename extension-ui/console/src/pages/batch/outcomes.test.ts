import { expect, test } from 'vitest'
import { possibleOutcomes, unresolved, type BatchItem } from './outcomes.ts'

const item = (status: BatchItem['status']): BatchItem => ({
  id: status,
  partnerId: 'p',
  partnerName: 'Northwind Consulting',
  amount: { amount: '7200.00', currency: 'USD' },
  status,
  providerReference: null,
  lines: [],
})

test('a paid item can still come back, but cannot be confirmed again', () => {
  expect(possibleOutcomes('confirmed')).toEqual(['returned'])
})

test('nothing is recorded before the payment has left', () => {
  expect(possibleOutcomes('queued')).toEqual([])
})

test('nothing more is recorded about what failed, came back or was cancelled', () => {
  for (const status of ['failed', 'returned', 'cancelled'] as const)
    expect(possibleOutcomes(status)).toEqual([])
})

test('confirm all takes what is still open and leaves failures alone', () => {
  const all = (['queued', 'sent', 'confirmed', 'failed', 'returned', 'unclaimed', 'cancelled'] as const).map(
    item,
  )
  expect(unresolved(all).map(({ status }) => status)).toEqual(['sent', 'unclaimed'])
})
