import RegistrationList from 'c/registrationList'
import { listRegistrations, loadCard } from 'c/cardApi'
import { hearCardChanges } from 'c/cardChanges'
import { openRegistration } from 'c/registrationModals'
import { expectAccessible } from 'test/accessibility'
import { dealCard, managerCard, waiting } from 'test/card-replies'
import { buttonWords, deferred, isDisabled, outage, refusal } from 'test/forms'
import { all, mount, one, press, settle, text } from 'test/screen'

jest.mock('c/cardApi', () => ({ listRegistrations: jest.fn(), loadCard: jest.fn() }))
jest.mock('c/registrationModals', () => ({ openRegistration: jest.fn() }))
jest.mock('@salesforce/customPermission/Partner_Desk_Channel_Manager', () => ({ default: true }), {
  virtual: true,
})
const mockNavigate = jest.fn()
jest.mock('lightning/navigation', () => {
  const NavigationMixin = (Base) =>
    class extends Base {
      navigate(page) {
        mockNavigate(page)
      }
      async generateUrl({ attributes }) {
        return `/lightning/r/${attributes.objectApiName}/${attributes.recordId}/${attributes.actionName}`
      }
    }
  return {
    NavigationMixin: Object.assign(NavigationMixin, { Navigate: 'navigate', GenerateUrl: 'generateUrl' }),
  }
})

const DEAL = '006Hp00000CANALIAA'
const row = (over = {}) => ({
  id: waiting.id,
  dealExternalId: DEAL,
  dealName: 'Canal Works renewal',
  account: 'Canal Works',
  partnerName: 'Northwind Consulting',
  programme: 'Gold referral',
  amount: { amount: '48000.00', currency: 'USD' },
  status: { tone: 'warning', text: 'Waiting for review' },
  submittedAt: '2026-11-20T10:00:00.000Z',
  slaText: '41 h left',
  conflictCount: 2,
  ...over,
})
const page = (registrations, over = {}) => ({
  registrations,
  total: registrations.length,
  nextCursor: null,
  ...over,
})
const second = row({ id: 'second', dealName: 'Harbour pilot', amount: null, slaText: null, conflictCount: 0 })

beforeEach(() => jest.useFakeTimers())
afterEach(() => {
  jest.useRealTimers()
  jest.resetAllMocks()
})

async function list(first = page([row(), second])) {
  listRegistrations.mockResolvedValueOnce(first)
  const element = mount(RegistrationList)
  await settle()
  return element
}

const cells = (element, index) => [...all(element, 'tbody tr')[index].children].map(text)
const state = (element) => text(one(element, '.state'))

async function search(element, value) {
  one(element, '.search').dispatchEvent(new CustomEvent('change', { detail: { value } }))
  jest.advanceTimersByTime(250)
  await settle()
}

test('lists what waits, each with its deal, money, clock and conflicts', async () => {
  const element = await list()
  expect(listRegistrations).toHaveBeenCalledWith({ show: 'waiting', search: '', cursor: undefined })
  expect(cells(element, 0)).toEqual([
    'Canal Works renewal Canal Works',
    'Northwind Consulting Gold referral',
    '$48,000.00',
    'Waiting for review',
    '41 h left',
    '2 conflicts',
    expect.stringContaining('Nov 20, 2026'),
    'Review',
  ])
  expect(cells(element, 1).slice(2)).toEqual([
    '–',
    'Waiting for review',
    '',
    'None',
    expect.anything(),
    'View',
  ])
  expect(state(element)).toBe('2 of 2 shown')
})

test('says that it is loading, and does not call an unanswered list empty', async () => {
  const answer = deferred()
  listRegistrations.mockReturnValue(answer.promise)
  const element = mount(RegistrationList)
  await settle()
  expect(state(element)).toBe('Loading the registrations')
  answer.resolve(page([]))
  await settle()
  expect(state(element)).toBe('Nothing is waiting for a decision.')
})

test('says what is empty: nothing waits, nothing matches, nothing was ever registered', async () => {
  const element = await list(page([]))
  expect(state(element)).toBe('Nothing is waiting for a decision.')
  listRegistrations.mockResolvedValue(page([]))
  await search(element, ' barge ')
  expect(state(element)).toBe('No registration matches "barge".')
  await search(element, '')
  one(element, '.filter').dispatchEvent(new CustomEvent('change', { detail: { value: 'all' } }))
  await settle()
  expect(listRegistrations).toHaveBeenLastCalledWith({ show: 'all', search: '', cursor: undefined })
  expect(state(element)).toBe('No registration to show yet. Register a deal from an opportunity.')
})

test('searches once typing pauses, and never lets an earlier answer replace a later one', async () => {
  const element = await list()
  const early = deferred()
  listRegistrations.mockReturnValueOnce(early.promise)
  await search(element, 'canal')
  const asked = listRegistrations.mock.calls.length
  one(element, '.search').dispatchEvent(new CustomEvent('change', { detail: { value: 'harb' } }))
  one(element, '.search').dispatchEvent(new CustomEvent('change', { detail: { value: 'harbour' } }))
  expect(listRegistrations).toHaveBeenCalledTimes(asked)
  listRegistrations.mockResolvedValueOnce(page([second]))
  jest.advanceTimersByTime(250)
  await settle()
  expect(listRegistrations).toHaveBeenCalledTimes(asked + 1)
  early.resolve(page([row()]))
  await settle()
  expect(all(element, 'tbody tr')).toHaveLength(1)
  expect(text(element)).toContain('Harbour pilot')
})

test('adds the next page by its cursor, and shows no row twice', async () => {
  const element = await list(page([row()], { total: 3, nextCursor: 'c1' }))
  expect(state(element)).toBe('1 of 3 shown')
  listRegistrations.mockResolvedValue(page([row(), second], { total: 3 }))
  await press(element, 'Show more')
  expect(listRegistrations).toHaveBeenLastCalledWith({ show: 'waiting', search: '', cursor: 'c1' })
  expect(all(element, 'tbody tr')).toHaveLength(2)
  expect(buttonWords(element)).not.toContain('Show more')
})

test('says what failed when there is nothing to show, and tries again', async () => {
  listRegistrations.mockRejectedValueOnce(outage())
  const element = mount(RegistrationList)
  await settle()
  expect(text(one(element, '.notice'))).toContain('The registrations could not be loaded')
  expect(one(element, '.notice').getAttribute('role')).toBe('alert')
  expect(state(element)).toBe('')
  listRegistrations.mockResolvedValue(page([row()]))
  await press(element, 'Try again')
  expect(all(element, 'c-notice')).toEqual([])
  expect(all(element, 'tbody tr')).toHaveLength(1)
})

test('keeps what it shows when reading it again fails, and says that it is older', async () => {
  const element = await list()
  listRegistrations.mockRejectedValue(outage())
  one(element, '.refresh').click()
  await settle()
  expect(all(element, 'tbody tr')).toHaveLength(2)
  expect(text(element)).toContain('What you see is from the last time it worked.')
})

test('opens the deal in Lightning, and leaves a click for a new tab to the browser', async () => {
  const element = await list()
  const link = all(element, 'tbody a')[0]
  expect(link.getAttribute('href')).toBe(`/lightning/r/Opportunity/${DEAL}/view`)
  const prevented = []
  element.addEventListener('click', (event) => {
    prevented.push(event.defaultPrevented)
    event.preventDefault()
  })
  const click = (keys) =>
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...keys }))
  click({ ctrlKey: true })
  expect(prevented).toEqual([false])
  expect(mockNavigate).not.toHaveBeenCalled()
  click({})
  expect(prevented).toEqual([false, true])
  expect(mockNavigate).toHaveBeenCalledWith({
    type: 'standard__recordPage',
    attributes: { recordId: DEAL, objectApiName: 'Opportunity', actionName: 'view' },
  })
})

test("reviews in place with the deal's card, then says what that caused and reads the list again", async () => {
  const heard = jest.fn()
  hearCardChanges(heard)
  const element = await list()
  const toast = jest.fn()
  element.addEventListener('lightning__showtoast', (event) => toast(event.detail))
  loadCard.mockResolvedValue(managerCard)
  openRegistration.mockResolvedValue({
    card: dealCard(),
    title: 'Registration approved',
    message: 'Protected.',
  })
  listRegistrations.mockResolvedValue(page([]))
  await press(element, 'Review')
  expect(loadCard).toHaveBeenCalledWith(DEAL)
  expect(openRegistration).toHaveBeenCalledWith({ recordId: DEAL, card: managerCard, registration: waiting })
  expect(toast).toHaveBeenCalledWith({
    title: 'Registration approved',
    message: 'Protected.',
    variant: 'success',
  })
  expect(heard).toHaveBeenCalledWith(DEAL, dealCard())
  expect(state(element)).toBe('Nothing is waiting for a decision.')
})

test('opens one at a time, and reads nothing again when nothing was decided', async () => {
  const element = await list()
  const card = deferred()
  loadCard.mockReturnValue(card.promise)
  await press(element, 'Review')
  expect(isDisabled(element, 'Review')).toBe(true)
  expect(isDisabled(element, 'View')).toBe(true)
  openRegistration.mockResolvedValue(undefined)
  card.resolve(managerCard)
  await settle()
  expect(isDisabled(element, 'Review')).toBe(false)
  expect(listRegistrations).toHaveBeenCalledTimes(1)
})

test('says why a registration cannot be opened', async () => {
  const element = await list()
  loadCard.mockRejectedValue(refusal({ message: 'This deal is not shared with you.' }))
  await press(element, 'Review')
  expect(text(one(element, '.open-problem'))).toContain('This deal is not shared with you.')
  expect(openRegistration).not.toHaveBeenCalled()
  loadCard.mockResolvedValue(dealCard())
  listRegistrations.mockResolvedValue(page([second]))
  await press(element, 'Review')
  expect(text(one(element, '.open-problem'))).toContain('This registration is no longer there')
  expect(all(element, 'tbody tr')).toHaveLength(1)
})

test('is a captioned table with headed columns and rows, whose buttons say what they open', async () => {
  const element = await list()
  expect(text(one(element, 'caption'))).toBe('Registrations')
  expect(all(element, 'thead th').every((cell) => cell.scope === 'col' && text(cell) !== '')).toBe(true)
  expect(all(element, 'tbody th').every((cell) => cell.scope === 'row')).toBe(true)
  expect(one(element, `[data-id="${waiting.id}"]`).title).toBe(
    'Review: Northwind Consulting for Canal Works renewal',
  )
  expect(one(element, '.state').getAttribute('role')).toBe('status')
})

test('can be used by keyboard and screen reader', async () => {
  const element = await list(page([row(), second], { total: 9, nextCursor: 'c1' }))
  jest.useRealTimers()
  await expectAccessible(element)
})
