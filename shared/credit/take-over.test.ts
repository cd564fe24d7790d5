import { expect, test } from 'vitest'
import { decideTakeOver, type MergedCredit } from './take-over.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const open = { outcome: 'open', closedAt: NOON } as const
const won = { outcome: 'won', closedAt: NOON } as const

const credit = (id: string, over: Partial<MergedCredit> = {}): MergedCredit => ({
  id,
  dealId: 'one',
  partnerId: id,
  partnerName: id,
  role: 'sourced',
  evidence: 'manual',
  createdAt: NOON,
  since: NOON,
  locked: true,
  lapsed: false,
  obstacle: null,
  ...over,
})
const standing = (id: string, role: 'sourced' | 'influenced', lapsed = false) => ({
  id: `standing ${id}`,
  partnerId: id,
  partnerName: id,
  role,
  lapsed,
})
const kinds = (...args: Parameters<typeof decideTakeOver>) =>
  decideTakeOver(...args).map(({ credit: { id }, kind }) => `${id} ${kind}`)

test('sourced partners with agreed shares go along together', () => {
  expect(kinds([], [credit('a'), credit('b')], won)).toEqual(['a move', 'b move'])
})

test('sourced partners with agreed shares stay behind together', () => {
  const later = new Date('2026-03-03T12:00:00Z')
  const given = [credit('a'), credit('b', { createdAt: later, locked: false })]
  expect(kinds([], given, won)).toEqual(['a question', 'b question'])
  expect(kinds([standing('c', 'sourced')], given, open)).toEqual(['a question', 'b question'])
})

test('two deals with one sourced partner each give one of them, whatever their order', () => {
  const claims = [
    credit('late', { dealId: 'one', evidence: 'registration', since: new Date('2026-03-02T11:00:00Z') }),
    credit('early', { dealId: 'two', evidence: 'registration', since: new Date('2026-03-02T10:00:00Z') }),
    credit('tag', { dealId: 'three', since: new Date('2026-03-01T10:00:00Z') }),
  ]
  const expected = ['early move', 'late question', 'tag question']
  expect(kinds([], claims, won)).toEqual(expected)
  expect(kinds([], claims.toReversed(), won)).toEqual(expected)
})

test('a partner that is both becomes sourced on an open deal, and a question on a won one', () => {
  const [decided] = decideTakeOver([standing('a', 'influenced')], [credit('a')], open)
  expect(decided).toMatchObject({ kind: 'move', replaces: { id: 'standing a' } })
  expect(kinds([standing('a', 'influenced')], [credit('a')], won)).toEqual(['a question'])
})

test('a partner that is credited on the survivor is not credited again', () => {
  const influenced = credit('a', { role: 'influenced' })
  expect(kinds([standing('a', 'sourced')], [influenced, credit('a')], won)).toEqual([
    'a already',
    'a already',
  ])
})

test('a partner that was sourced on one and influenced on another is only sourced', () => {
  const both = [credit('a', { role: 'influenced' }), credit('a', { dealId: 'two' })]
  expect(kinds([], both, won)).toEqual(['a move', 'a already'])
})

test('a registration that lapsed goes last, whoever else claims the deal', () => {
  const lapsed = credit('a', { evidence: 'registration', lapsed: true })
  expect(kinds([], [lapsed, credit('b', { dealId: 'two' })], won)).toEqual(['b move', 'a question'])
  expect(kinds([], [lapsed, credit('a', { dealId: 'two' })], won)).toEqual(['a move', 'a already'])
})

test('a partner whose registration lapsed on the survivor does not lose credit that pays unasked', () => {
  for (const role of ['sourced', 'influenced'] as const) {
    expect(kinds([standing('a', role, true)], [credit('a', { role })], won)).toEqual(['a question'])
    expect(kinds([standing('a', role, true)], [credit('a', { role, lapsed: true })], won)).toEqual([
      'a already',
    ])
  }
})
