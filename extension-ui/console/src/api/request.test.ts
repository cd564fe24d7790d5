import { expect, test } from 'vitest'
import { fileNameOf, queryOf } from './request.ts'

test.each([
  ['attachment; filename="payout-batch-3.csv"; filename*=UTF-8\'\'payout-batch-3.csv', 'payout-batch-3.csv'],
  ['inline; filename="statement.html"', 'statement.html'],
  ['attachment; filename=plain.csv', 'plain.csv'],
  ['attachment', undefined],
  [null, undefined],
])('reads the file name of %j', (header, name) => {
  expect(fileNameOf(header)).toBe(name)
})

test('asks only for what is set and escapes it', () => {
  expect(queryOf({ search: 'a&b c', status: undefined, type: '' })).toBe('?search=a%26b+c')
  expect(queryOf({})).toBe('')
})
