import { expect, test } from 'vitest'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import type { Terms } from '../plan-terms/terms.ts'
import { beginEditing, edited, isDirty, type Editing } from './draft-editing.ts'

const allowed = { allowed: true, because: null }
const draft = (revision: number, terms: Terms): PlanDraftView => ({
  id: 'd',
  programme: { id: 'p', name: 'Referral', partnerType: 'referral', tiers: [] },
  name: 'A draft',
  status: 'draft',
  revision,
  updatedBy: { id: 'u', name: 'Casey' },
  updatedAt: '2026-11-21T10:00:00.000Z',
  errors: 0,
  warnings: 0,
  basedOn: null,
  terms,
  rules: [],
  policies: [],
  findings: [],
  publishing: null,
  returned: null,
  actions: {
    edit: allowed,
    propose: allowed,
    publish: allowed,
    return: allowed,
    discard: allowed,
    simulate: allowed,
  },
  simulationId: null,
})
const typed = (editing: Editing, terms: Terms) => edited(editing, { kind: 'edit', change: () => terms })
const started = beginEditing(draft(1, { a: 1 }))

test('typing makes it unsaved, typing back does not', () => {
  expect(isDirty(typed(started, { a: 2 }))).toBe(true)
  expect(isDirty(typed(typed(started, { a: 2 }), { a: 1 }))).toBe(false)
})

test('somebody else’s revision is taken in while nothing of one’s own is unsaved', () => {
  const next = edited(started, { kind: 'arrived', draft: draft(2, { a: 5 }) })
  expect([next.terms, next.base.revision, next.theirs]).toEqual([{ a: 5 }, 2, null])
})

test('somebody else’s revision never replaces what is typed: it stands beside it', () => {
  const next = edited(typed(started, { a: 2 }), { kind: 'arrived', draft: draft(2, { a: 5 }) })
  expect(next.terms).toEqual({ a: 2 })
  expect(next.base.revision).toBe(1)
  expect(next.theirs?.revision).toBe(2)
})

test('taking theirs puts one’s own aside, from where it comes back on top of theirs', () => {
  const conflict = edited(typed(started, { a: 2 }), { kind: 'arrived', draft: draft(2, { a: 5 }) })
  const taken = edited(conflict, { kind: 'takeTheirs' })
  expect([taken.terms, taken.putAside?.terms, taken.theirs]).toEqual([{ a: 5 }, { a: 2 }, null])
  const back = edited(taken, { kind: 'bringBack' })
  expect([back.terms, back.base.revision, isDirty(back)]).toEqual([{ a: 2 }, 2, true])
})

test('what is typed while a save is under way stays, over the saved revision', () => {
  const sent = { a: 2 }
  const meanwhile = typed(typed(started, sent), { a: 3 })
  const next = edited(meanwhile, { kind: 'saved', draft: draft(2, { a: 2 }), sent })
  expect([next.terms, next.base.revision, isDirty(next)]).toEqual([{ a: 3 }, 2, true])
})

test('after a save the terms are those that the server keeps', () => {
  const sent = { a: 2 }
  const next = edited(typed(started, sent), { kind: 'saved', draft: draft(2, { a: 2, version: 3 }), sent })
  expect([next.terms, isDirty(next)]).toEqual([{ a: 2, version: 3 }, false])
})

test('a step that leaves the terms alone only counts the revision on', () => {
  const next = edited(typed(started, { a: 2 }), { kind: 'arrived', draft: draft(2, { a: 1 }) })
  expect([next.terms, next.base.revision, next.theirs]).toEqual([{ a: 2 }, 2, null])
})

test('an answer that a newer one has overtaken is dropped', () => {
  const saved = edited(started, { kind: 'saved', draft: draft(3, { a: 9 }), sent: { a: 1 } })
  expect(edited(saved, { kind: 'arrived', draft: draft(2, { a: 5 }) })).toBe(saved)
})

test('what an earlier visit left unsaved waits to be brought back; what is saved already does not', () => {
  const next = edited(beginEditing(draft(4, { a: 1 }), { a: 2 }), { kind: 'bringBack' })
  expect([next.terms, next.base.revision, isDirty(next)]).toEqual([{ a: 2 }, 4, true])
  expect(beginEditing(draft(4, { a: 1 }), { a: 1 }).putAside).toBeNull()
})
