import { expect, test } from 'vitest'
import { changedAddress, pageAddress, readListAddress } from './list-address.ts'

const choices = { status: ['active', 'ended'], partnerId: 'any text' } as const
const params = (text: string) => new URLSearchParams(text)

test('reads search, filters and paging from the address', () => {
  expect(readListAddress(params('search=nor&status=active&partnerId=p1&after=c2&page=3'), choices)).toEqual({
    search: 'nor',
    filters: { status: 'active', partnerId: 'p1' },
    after: 'c2',
    page: 3,
  })
})

test('ignores a value that the filter does not offer instead of asking the server for it', () => {
  expect(readListAddress(params('status=nonsense'), choices).filters).toEqual({})
})

test('a page number without a place to begin is the first page', () => {
  for (const text of ['page=7', 'after=c&page=minus', 'after=c&page=-2', ''])
    expect(readListAddress(params(text), choices).page).toBe(1)
})

test('changing a filter keeps the others and begins at the first page', () => {
  const next = changedAddress(params('search=a&status=active&after=c2&page=3'), { status: 'ended' })
  expect(next.toString()).toBe('search=a&status=ended')
})

test('clearing a filter removes it from the address', () => {
  expect(changedAddress(params('search=a&status=active'), { search: null, status: '' }).toString()).toBe('')
})

test('paging keeps the filters; going back to the first page leaves a clean address', () => {
  const second = pageAddress(params('status=active'), 'c1', 2)
  expect(second.toString()).toBe('status=active&after=c1&page=2')
  expect(pageAddress(second, '', 1).toString()).toBe('status=active')
})
