import { decidedRegistration, primaryRegistration, registrable, registrationTask } from 'c/nextStep'
import { asked, dealCard, managerCard, northwind, registration, waiting } from 'test/card-replies'

const yes = { allowed: true, because: null }

test('asks a viewer only for what they may do', () => {
  expect(registrationTask(waiting)).toBe('review')
  expect(registrationTask(asked)).toBe('answer')
  expect(registrationTask(registration())).toBe('look')
  const both = { ...asked, actions: { ...asked.actions, approve: yes } }
  expect(registrationTask(both)).toBe('answer')
})

test('the primary button opens the registration that its action is about', () => {
  const registrations = [registration({ id: 'look' }), waiting, asked]
  const of = (primaryAction) => primaryRegistration({ registrations, primaryAction })
  expect(of('review_registration')).toBe(waiting)
  expect(of('answer_question')).toBe(asked)
  expect(of('add_partner')).toBeNull()
  expect(of(null)).toBeNull()
  expect(primaryRegistration({ ...managerCard, registrations: [] })).toBeNull()
})

test('no decided registration is another than the newest of the same partner', () => {
  const registrations = [
    registration({ id: 'open' }),
    registration({ id: 'old', state: 'rejected', submittedAt: '2026-01-01T00:00:00.000Z' }),
    registration({ id: 'new', state: 'won', submittedAt: '2026-02-01T00:00:00.000Z' }),
    registration({ id: 'other', state: 'won', partnerId: 'another' }),
  ]
  const card = dealCard({ registrations })
  expect(decidedRegistration(card, northwind().partnerId).id).toBe('new')
  expect(decidedRegistration(card, 'nobody')).toBeNull()
})

test.each([
  ['submitted', []],
  ['in_review', []],
  ['info_requested', []],
  ['approved', []],
  ['rejected', ['Northwind Consulting']],
  ['withdrawn', ['Northwind Consulting']],
  ['expired', ['Northwind Consulting']],
])('a partner whose registration is %s can be registered: %j', (state, names) => {
  const card = dealCard({ partners: [northwind()], registrations: [registration({ state })] })
  expect(registrable(card).map(({ name }) => name)).toEqual(names)
})
