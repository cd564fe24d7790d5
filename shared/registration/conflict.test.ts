import { describe, expect, it } from 'vitest'
import { checkConflicts, type ConflictFacts } from './conflict.ts'
import { normalisedName } from './match-account.ts'

const completeAt = new Date('2026-03-01T09:00:00Z')
const facts = (
  over: Partial<Omit<ConflictFacts, 'claim'>> & { claim?: Partial<ConflictFacts['claim']> } = {},
): ConflictFacts => ({
  at: completeAt,
  accounts: [
    { id: 'acme', name: 'Acme Inc.', domains: ['acme.example'], parentId: null },
    { id: 'acme-eu', name: 'Acme Europe', domains: ['acme-eu.example'], parentId: 'acme' },
    { id: 'twin', name: 'Acme', domains: ['gmail.com'], parentId: null },
    { id: 'alias', name: 'Roadrunner Supplies', domains: ['acme.example', 'rr.example'], parentId: null },
  ],
  registrations: [],
  deals: [],
  ...over,
  claim: {
    registrationId: 'r1',
    partnerId: 'p1',
    dealId: 'd1',
    completeAt,
    accountId: 'acme',
    companyName: null,
    domains: [],
    ...over.claim,
  },
})
const deal = (over: Partial<ConflictFacts['deals'][number]> = {}) => ({
  id: 'd2',
  name: 'Acme renewal',
  accountId: 'acme',
  outcome: 'open' as const,
  createdAt: new Date('2026-02-01T00:00:00Z'),
  hasPartner: false,
  ...over,
})
const rival = (over: Partial<ConflictFacts['registrations'][number]> = {}) => ({
  id: 'r2',
  partnerId: 'p2',
  partnerName: 'Harbor',
  dealId: 'd1',
  accountId: 'acme',
  state: 'approved' as const,
  protectedUntil: new Date('2026-03-01T09:00:00Z'),
  ...over,
})
const kinds = (given: ConflictFacts) => checkConflicts(given).map(({ kind }) => kind)

describe('conflict check', () => {
  it('finds nothing for a fresh company', () => {
    expect(checkConflicts(facts())).toEqual([])
  })

  it.each([
    ['the account', 'acme'],
    ['a subsidiary', 'acme-eu'],
    ['a second account with the same domain', 'alias'],
  ])('catches an open direct deal of %s', (_, accountId) => {
    expect(kinds(facts({ deals: [deal({ accountId })] }))).toEqual(['active_direct_pipeline'])
  })

  it('catches the parent of the claimed subsidiary', () => {
    expect(kinds(facts({ claim: { accountId: 'acme-eu' }, deals: [deal()] }))).toEqual([
      'active_direct_pipeline',
    ])
  })

  it('leaves alone a deal that began later, has a partner or is the claimed one', () => {
    const deals = [
      deal({ createdAt: completeAt }),
      deal({ hasPartner: true }),
      deal({ id: 'd1' }),
      deal({ accountId: 'twin' }),
    ]
    expect(checkConflicts(facts({ deals }))).toEqual([])
  })

  it('names an existing customer', () => {
    expect(checkConflicts(facts({ deals: [deal({ outcome: 'won' })] }))).toEqual([
      {
        kind: 'existing_customer',
        severity: 'warning',
        text: 'This company is a customer: "Acme renewal" was won.',
      },
    ])
  })

  it('matches nobody by a public mail domain', () => {
    const claim = { accountId: null, domains: ['gmail.com', 'GoogleMail.com'] }
    expect(checkConflicts(facts({ claim, deals: [deal({ accountId: 'twin' })] }))).toEqual([])
  })

  it('matches a claimed domain whatever its case', () => {
    const claim = { accountId: null, domains: ['WWW.Acme.example'] }
    expect(kinds(facts({ claim, deals: [deal({ outcome: 'won' })] }))).toEqual(['existing_customer'])
  })

  it('takes a similar name for a hint only', () => {
    const found = checkConflicts(facts({ claim: { accountId: null, companyName: 'ACME, Inc' } }))
    expect(found.map(({ severity }) => severity)).toEqual(['hint', 'hint'])
  })

  it('blocks on another partner’s protection up to its last instant', () => {
    expect(checkConflicts(facts({ registrations: [rival()] }))).toMatchObject([
      { kind: 'other_protected', severity: 'blocking' },
    ])
    const after = new Date(completeAt.getTime() + 1)
    expect(checkConflicts(facts({ at: after, registrations: [rival()] }))).toEqual([])
  })

  it('warns of another partner’s open registration, not of ended ones or one’s own', () => {
    expect(kinds(facts({ registrations: [rival({ state: 'in_review' })] }))).toEqual(['other_open'])
    const harmless = [rival({ state: 'rejected' }), rival({ state: 'in_review', partnerId: 'p1' })]
    expect(checkConflicts(facts({ registrations: harmless }))).toEqual([])
  })

  it('does not hang on accounts that are each other’s parent', () => {
    const accounts = [
      { id: 'a', name: 'A', domains: [], parentId: 'b' },
      { id: 'b', name: 'B', domains: [], parentId: 'a' },
    ]
    const claim = { accountId: 'a' }
    expect(kinds(facts({ accounts, claim, deals: [deal({ accountId: 'b' })] }))).toEqual([
      'active_direct_pipeline',
    ])
  })
})

it.each([
  ['Acme, Inc.', 'acme'],
  ['Müller  GmbH', 'muller'],
  ['Inc', 'inc'],
  ['日本電気', '日本電気'],
])('normalises "%s" to "%s"', (name, expected) => {
  expect(normalisedName(name)).toBe(expected)
})
