import RegisterDealModal from 'c/registerDealModal'
import { searchPartners, submitRegistration } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { brightpath, choice, dealCard, northwind, northwindId, registration } from 'test/card-replies'
import {
  KEY,
  OPPORTUNITY,
  buttonWords,
  choose,
  deferred,
  faultAt,
  isDisabled,
  opened,
  pick,
  refusal,
} from 'test/forms'
import { all, one, press, settle, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({ searchPartners: jest.fn(), submitRegistration: jest.fn() }))

beforeEach(() => searchPartners.mockResolvedValue({ partners: [choice(), brightpath], more: false }))
afterEach(() => jest.resetAllMocks())

async function register(card) {
  return opened(RegisterDealModal, { card })
}

async function fillIn(modal) {
  await type(modal, 'contactName', ' Ines Duarte ')
  await type(modal, 'useCase', 'Dispatch')
  await type(modal, 'evidence', 'Workshop')
}

test('registers the deal for the partner on it, which is chosen already', async () => {
  const { modal, closed } = await register(dealCard({ partners: [northwind()] }))
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(faultAt(modal, 'contactName')).toBe('Say who the contact is.')
  expect(submitRegistration).not.toHaveBeenCalled()
  await fillIn(modal)
  await type(modal, 'contactEmail', 'nobody')
  expect(faultAt(modal, 'contactEmail')).toBe('This is not an email address.')
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(submitRegistration).not.toHaveBeenCalled()
  await type(modal, 'contactEmail', '')
  const after = dealCard({ partners: [northwind()], registrations: [registration()] })
  submitRegistration.mockResolvedValue(after)
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(submitRegistration).toHaveBeenCalledWith(OPPORTUNITY, {
    partnerId: northwindId,
    contactName: 'Ines Duarte',
    contactEmail: null,
    useCase: 'Dispatch',
    evidence: 'Workshop',
    idempotencyKey: KEY,
  })
  expect(closed).toHaveBeenCalledWith({
    card: after,
    title: 'Registration sent',
    message: "Northwind Consulting waits for a channel manager's review.",
  })
})

test('registers a partner that is not on the deal by searching for it', async () => {
  const { modal } = await register(dealCard())
  expect(buttonWords(modal)).toContain('Choose a partner to register')
  await fillIn(modal)
  await press(modal, 'Choose a partner to register')
  expect(text(modal)).toContain('Choose a partner.')
  expect(submitRegistration).not.toHaveBeenCalled()
  await choose(modal, brightpath.partnerId)
  expect(text(modal)).not.toContain('Choose a partner.')
  submitRegistration.mockResolvedValue(dealCard())
  await press(modal, 'Register this deal for Brightpath Systems')
  expect(submitRegistration.mock.calls[0][1].partnerId).toBe(brightpath.partnerId)
})

test('offers the search as well where a partner is on the deal, and shows what stands in the way of the found one', async () => {
  const conflicts = [{ kind: 'k', severity: 'blocking', text: 'Protected for another partner.' }]
  searchPartners.mockResolvedValue({ partners: [{ ...brightpath, conflicts }], more: false })
  const { modal } = await register(dealCard({ partners: [northwind()] }))
  expect(all(modal, 'c-partner-picker')).toEqual([])
  expect(one(modal, '[data-field="onDeal"]').options.map(({ label }) => label)).toEqual([
    'Northwind Consulting',
    'Another partner',
  ])
  await pick(modal, 'onDeal', 'another')
  await choose(modal, brightpath.partnerId)
  expect(text(modal)).toContain('Protected for another partner.')
})

test('does not offer a partner whose registration is under way', async () => {
  const { modal } = await register(dealCard({ partners: [northwind()], registrations: [registration()] }))
  expect(all(modal, '[data-field="onDeal"]')).toEqual([])
  expect(all(modal, 'c-partner-picker')).toHaveLength(1)
})

test('cannot be closed or sent twice while it is on its way', async () => {
  const { modal, closed } = await register(dealCard({ partners: [northwind()] }))
  await fillIn(modal)
  const reply = deferred()
  submitRegistration.mockReturnValue(reply.promise)
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(modal.disableClose).toBe(true)
  expect(isDisabled(modal, 'Cancel')).toBe(true)
  expect(isDisabled(modal, 'Register this deal for Northwind Consulting')).toBe(true)
  reply.resolve(dealCard())
  await settle()
  expect(closed).toHaveBeenCalledTimes(1)
})

test('shows what the server finds wrong at its field, until that field is corrected', async () => {
  const { modal } = await register(dealCard({ partners: [northwind()] }))
  await fillIn(modal)
  await type(modal, 'contactEmail', 'ines@canalworks.example')
  const fieldErrors = [{ path: 'contactEmail', message: 'Invalid email address' }]
  submitRegistration.mockRejectedValue(refusal({ code: 'invalid_request', fieldErrors }))
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(faultAt(modal, 'contactEmail')).toBe('Invalid email address')
  await type(modal, 'useCase', 'Dispatch of barges')
  expect(faultAt(modal, 'contactEmail')).toBe('Invalid email address')
  await type(modal, 'contactEmail', 'ines.duarte@canalworks.example')
  expect(faultAt(modal, 'contactEmail')).toBe('')
})

test('puts the focus on the first field that is wrong', async () => {
  const { modal } = await register(dealCard({ partners: [northwind()] }))
  await type(modal, 'contactName', 'Ines Duarte')
  const useCase = one(modal, '[data-field="useCase"]')
  const focus = jest.spyOn(useCase, 'focus')
  await press(modal, 'Register this deal for Northwind Consulting')
  expect(focus).toHaveBeenCalledTimes(1)
})

test('can be used by keyboard and screen reader', async () => {
  const { modal } = await register(dealCard())
  await press(modal, 'Choose a partner to register')
  await expectAccessible(modal)
})
