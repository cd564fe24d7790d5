import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  creditsToLock,
  decideCredit,
  decideRemoval,
  type LiveCredit,
  type NewCredit,
  oneCreditPerPartner,
} from './credit.ts'

const open = { dealOutcome: 'open', mayChangeLocked: false } as const
const credit = (
  partnerId: string,
  role: LiveCredit['role'],
  evidence: LiveCredit['evidence'] = 'manual',
): LiveCredit => ({
  id: `credit-${partnerId}`,
  partnerId,
  partnerName: partnerId.toUpperCase(),
  role,
  evidence,
  locked: false,
})
const manual = (partnerId: string, role: NewCredit['role']): NewCredit => ({
  partnerId,
  role,
  evidence: 'manual',
})

describe('giving credit', () => {
  it('blocks a second sourced partner and offers influenced', () => {
    const decision = decideCredit([credit('a', 'sourced')], manual('b', 'sourced'), open)
    expect(decision).toMatchObject({ kind: 'refused', why: 'one_sourced', instead: 'influenced' })
  })

  it('lets any number be influenced', () => {
    const live = [credit('a', 'sourced'), credit('b', 'influenced')]
    expect(decideCredit(live, manual('c', 'influenced'), open)).toEqual({ kind: 'add', replaces: [] })
  })

  it('leaves a partner that is both only sourced', () => {
    expect(decideCredit([credit('a', 'influenced')], manual('a', 'sourced'), open)).toMatchObject({
      kind: 'add',
      replaces: [{ creditId: 'credit-a' }],
    })
    expect(decideCredit([credit('a', 'sourced')], manual('a', 'influenced'), open)).toMatchObject({
      kind: 'refused',
      why: 'already_sourced',
    })
  })

  it('gives an approved registration precedence over a manual tag, never the reverse', () => {
    const registered: NewCredit = { partnerId: 'b', role: 'sourced', evidence: 'registration' }
    expect(decideCredit([credit('a', 'sourced')], registered, open)).toMatchObject({
      kind: 'add',
      replaces: [{ creditId: 'credit-a' }],
    })
    expect(decideCredit([credit('a', 'sourced', 'registration')], manual('b', 'sourced'), open).kind).toBe(
      'refused',
    )
    expect(decideCredit([credit('a', 'sourced', 'registration')], registered, open).kind).toBe('refused')
  })

  it('turns a manual tag into a registered one but not the same tag into itself', () => {
    const live = [credit('a', 'sourced')]
    expect(decideCredit(live, { partnerId: 'a', role: 'sourced', evidence: 'registration' }, open).kind).toBe(
      'add',
    )
    expect(decideCredit(live, manual('a', 'sourced'), open)).toEqual({
      kind: 'unchanged',
      creditId: 'credit-a',
    })
  })

  it('is locked once the deal is won, except for who may change locked credit', () => {
    const won = { dealOutcome: 'won', mayChangeLocked: false } as const
    expect(decideCredit([], manual('a', 'sourced'), won)).toMatchObject({ kind: 'refused', why: 'locked' })
    expect(decideCredit([], manual('a', 'sourced'), { ...won, mayChangeLocked: true }).kind).toBe('add')
    expect(decideRemoval(credit('a', 'sourced'), won)).toMatchObject({ kind: 'refused', why: 'locked' })
  })

  it('stays locked when a won deal is reopened', () => {
    expect(decideRemoval({ ...credit('a', 'sourced'), locked: true }, open)).toMatchObject({ why: 'locked' })
  })

  it('never ends with two sourced partners or two credits of one partner, whatever the order of tags', () => {
    const partnerId = fc.constantFrom('a', 'b', 'c', 'd')
    const tag = fc.record<NewCredit>({
      partnerId,
      role: fc.constantFrom('sourced', 'influenced'),
      evidence: fc.constantFrom('manual', 'registration'),
    })
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 30 }), (tags) => {
        let live: LiveCredit[] = []
        for (const wanted of tags) {
          const decision = decideCredit(live, wanted, open)
          if (decision.kind !== 'add') continue
          const gone = new Set(decision.replaces.map(({ creditId }) => creditId))
          live = [
            ...live.filter(({ id }) => !gone.has(id)),
            credit(wanted.partnerId, wanted.role, wanted.evidence),
          ]
        }
        expect(live.filter(({ role }) => role === 'sourced').length).toBeLessThanOrEqual(1)
        expect(new Set(live.map(({ partnerId: id }) => id)).size).toBe(live.length)
        expect(oneCreditPerPartner(live)).toEqual(live)
      }),
    )
  })
})

it('locks on closed-won only', () => {
  const live = [credit('a', 'sourced'), { ...credit('b', 'influenced'), locked: true }]
  expect(creditsToLock(live, 'won')).toEqual(['credit-a'])
  expect(creditsToLock(live, 'lost')).toEqual([])
  expect(creditsToLock(live, 'open')).toEqual([])
})

it('keeps credit from a registration until the registration is withdrawn', () => {
  expect(decideRemoval(credit('a', 'sourced', 'registration'), open)).toMatchObject({
    why: 'from_registration',
  })
  expect(decideRemoval(credit('a', 'sourced'), open)).toEqual({ kind: 'remove' })
})
