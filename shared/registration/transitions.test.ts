import { describe, expect, it } from 'vitest'
import {
  allowedActions,
  decideMove,
  nextState,
  REGISTRATION_ACTIONS,
  REGISTRATION_STATES,
  TRANSITIONS,
} from './transitions.ts'

const rep = { userId: 'riley', roles: ['rep'] } as const
const manager = { userId: 'casey', roles: ['channel_manager'] } as const
const submitted = { state: 'submitted', submittedBy: 'riley' } as const

describe('registration transitions', () => {
  it('follow the documented life of a registration', () => {
    expect(nextState('draft', 'submit')).toBe('submitted')
    expect(nextState('submitted', 'review')).toBe('in_review')
    expect(nextState('in_review', 'ask')).toBe('info_requested')
    expect(nextState('info_requested', 'answer')).toBe('in_review')
    expect(nextState('in_review', 'approve')).toBe('approved')
    expect(nextState('approved', 'expire')).toBe('expired')
    expect(nextState('won', 'reopen')).toBe('approved')
  })

  it('have at most one outcome per state and action', () => {
    const keys = TRANSITIONS.map(({ from, action }) => `${from} ${action}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('lead nowhere from a closed claim', () => {
    for (const state of ['rejected', 'expired', 'withdrawn'] as const) {
      for (const action of REGISTRATION_ACTIONS) expect(nextState(state, action)).toBeUndefined()
    }
  })

  it('reach every state', () => {
    const reached = new Set<string>(['draft', ...TRANSITIONS.map(({ to }) => to)])
    expect([...reached].sort()).toEqual([...REGISTRATION_STATES].sort())
  })

  it('ask for a reason to reject and a question to ask', () => {
    expect(decideMove(submitted, 'reject', manager)).toMatchObject({
      allowed: true,
      requires: ['other_person', 'reject_reason'],
    })
    expect(decideMove(submitted, 'ask', manager)).toMatchObject({ requires: ['other_person', 'question'] })
  })
})

describe('who may move a registration', () => {
  it('refuses a decision on one’s own registration even to a manager', () => {
    const own = { state: 'in_review', submittedBy: manager.userId } as const
    for (const action of ['approve', 'reject', 'ask'] as const) {
      expect(decideMove(own, action, manager)).toMatchObject({ allowed: false, why: 'own_registration' })
    }
  })

  it('refuses a rep and names who may', () => {
    expect(decideMove(submitted, 'approve', rep)).toEqual({
      allowed: false,
      why: 'permission',
      because: 'Only a channel manager or an admin may do this.',
    })
  })

  it('leaves winning, losing and expiring to the system', () => {
    const approved = { state: 'approved', submittedBy: 'riley' } as const
    expect(decideMove(approved, 'win', { userId: 'avery', roles: ['admin'] })).toMatchObject({
      allowed: false,
    })
    expect(decideMove(approved, 'win', 'system')).toMatchObject({ allowed: true, to: 'won' })
  })

  it('says why an action is closed in this state', () => {
    expect(decideMove({ state: 'rejected', submittedBy: 'riley' }, 'approve', manager)).toMatchObject({
      why: 'state',
      because: 'A registration that was rejected cannot be approved.',
    })
  })

  it('lists every action with its reason', () => {
    const actions = allowedActions(submitted, manager)
    expect(actions.approve).toEqual({ allowed: true, because: null })
    expect(actions.answer.because).toContain('cannot be answered')
    expect(Object.keys(actions)).toEqual([...REGISTRATION_ACTIONS])
  })
})
