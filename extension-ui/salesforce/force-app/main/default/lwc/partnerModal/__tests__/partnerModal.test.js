import removeCredit from '@salesforce/apex/PartnerCardController.removeCredit'
import PartnerModal from 'c/partnerModal'
import ReasonModal from 'c/reasonModal'
import { expectAccessible } from 'test/accessibility'
import { dealCard, northwind, registration } from 'test/card-replies'
import { opened, OPPORTUNITY } from 'test/forms'
import { all, buttons, press, text } from 'test/screen'

const { creditId } = northwind()
const openReason = ReasonModal.open
const show = (over = {}, card = {}) =>
  opened(PartnerModal, {
    label: 'Northwind Consulting',
    card: dealCard({ partners: [northwind(over)], ...card }),
    creditId,
  })
const facts = (modal) => all(modal, '.fact').map(text)

beforeEach(() => jest.resetAllMocks())

test('shows everything about the partner, and why its amount is what it is', async () => {
  const { modal } = await show({
    touchpoints: ['intro', 'co_sell'],
    protectedUntil: '2027-02-19T17:00:00.000Z',
  })
  expect(facts(modal)).toEqual([
    'Status Tagged by you, 3 Mar',
    'Role Sourced: brought this deal to us',
    'Programme Gold referral',
    'Tagged by Riley Reyes, Mar 3, 2026, 10:00 AM EST',
    'Reason Introduced the head of operations',
    'Touchpoints Introduction, Co-sell',
    'Protected until Feb 19, 2027, 12:00 PM EST',
  ])
  expect(text(modal)).toContain('Why this amount Northwind Consulting gets 15 % of $48,000.00')
})

test('leaves out what there is not', async () => {
  const { modal } = await show({ reason: null, commission: { ...northwind().commission, why: null } })
  expect(facts(modal)).toHaveLength(4)
  expect(text(modal)).not.toContain('Why this amount')
  expect(text(modal)).not.toContain('Registration')
})

test('shows the newest decided registration of the partner, to be withdrawn where that is allowed', async () => {
  const approved = registration({
    id: 'new',
    state: 'approved',
    submittedAt: '2026-11-20T10:00:00.000Z',
    actions: { ...registration().actions, withdraw: { allowed: true, because: null } },
  })
  const older = registration({ id: 'old', state: 'withdrawn', submittedAt: '2026-01-01T10:00:00.000Z' })
  const card = { registrations: [older, approved, registration({ id: 'open' })] }
  const { modal, closed } = await show({}, card)
  expect(text(modal)).toContain('Submitted Riley Reyes, Nov 20, 2026, 5:00 AM EST')
  openReason.mockResolvedValueOnce(dealCard())
  await press(modal, 'Withdraw registration')
  expect(closed).toHaveBeenCalledWith({
    card: dealCard(),
    title: 'Registration withdrawn',
    message: "Northwind Consulting's registration no longer holds.",
  })
})

test('removes a tag after saying what goes with it, and closes with what that means', async () => {
  const { modal, closed } = await show()
  openReason.mockResolvedValueOnce(dealCard())
  await press(modal, 'Remove tag')
  const [{ send, ...words }] = openReason.mock.calls[0]
  expect(words).toEqual({
    size: 'small',
    label: 'Remove Northwind Consulting',
    consequence:
      'Northwind Consulting will no longer be sourced on this deal. ' +
      '$7,200.00 of commission goes with the tag. The history keeps the record.',
    confirm: 'Remove Northwind Consulting',
  })
  removeCredit.mockResolvedValueOnce(JSON.stringify(dealCard()))
  expect(await send({ reason: 'x', idempotencyKey: 'k' })).toEqual(dealCard())
  expect(removeCredit).toHaveBeenCalledWith({
    opportunityId: OPPORTUNITY,
    creditId,
    request: '{"reason":"x","idempotencyKey":"k"}',
  })
  expect(closed).toHaveBeenCalledWith({
    card: dealCard(),
    title: 'Tag removed',
    message: 'Northwind Consulting is no longer sourced on this deal.',
  })
})

test('names no commission where there is none, and stays open when the removal is not confirmed', async () => {
  const { modal, closed } = await show({ commission: { ...northwind().commission, amount: null } })
  openReason.mockResolvedValueOnce(undefined)
  await press(modal, 'Remove tag')
  expect(openReason.mock.calls[0][0].consequence).toBe(
    'Northwind Consulting will no longer be sourced on this deal. The history keeps the record.',
  )
  expect(closed).not.toHaveBeenCalled()
})

test('explains why a tag cannot be removed instead of offering it', async () => {
  const cannotRemoveBecause = 'The credit is locked since the deal was won. A channel manager can change it.'
  const { modal, closed } = await show({ canRemove: false, cannotRemoveBecause })
  expect(text(modal)).toContain(cannotRemoveBecause)
  expect(buttons(modal, 'Remove tag')).toEqual([])
  await press(modal, 'Close')
  expect(closed).toHaveBeenCalledWith(null)
})

test('is accessible', async () => {
  const { modal } = await show({}, { registrations: [registration({ state: 'approved' })] })
  await expectAccessible(modal)
})
