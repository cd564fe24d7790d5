import RegisterDealAction from 'c/registerDealAction'
import { loadCard, submitRegistration } from 'c/cardApi'
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi'
import { expectAccessible } from 'test/accessibility'
import { dealCard, northwind, registration } from 'test/card-replies'
import { buttonWords, deferred, isDisabled, OPPORTUNITY, outage } from 'test/forms'
import { all, mount, one, press, settle, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({
  loadCard: jest.fn(),
  submitRegistration: jest.fn(),
  searchPartners: jest.fn(),
}))
jest.mock(
  'lightning/actions',
  () => ({
    CloseActionScreenEvent: class extends CustomEvent {
      constructor() {
        super('close_action_screen')
      }
    },
  }),
  { virtual: true },
)

afterEach(() => jest.resetAllMocks())

const onDeal = dealCard({ partners: [northwind()] })

/** The platform gives an action its record only after it is on the page. */
async function begin(card) {
  if (card) loadCard.mockResolvedValueOnce(card)
  const element = mount(RegisterDealAction)
  const heard = { closed: jest.fn(), toast: jest.fn() }
  element.addEventListener('close_action_screen', heard.closed)
  element.addEventListener('lightning__showtoast', (event) => heard.toast(event.detail))
  element.recordId = OPPORTUNITY
  await settle()
  return { element, ...heard }
}

test("loads the deal's card when it is told its record, and shows the panel's form", async () => {
  const { element } = await begin(onDeal)
  expect(loadCard).toHaveBeenCalledTimes(1)
  expect(loadCard).toHaveBeenCalledWith(OPPORTUNITY)
  expect(text(one(element, 'h2'))).toBe('Register this deal')
  expect(buttonWords(element)).toEqual(['Cancel', 'Register this deal for Northwind Consulting'])
})

test('registers, says so, has the page read the record again, and closes', async () => {
  const { element, closed, toast } = await begin(onDeal)
  await type(element, 'contactName', 'Ines Duarte')
  await type(element, 'useCase', 'Dispatch')
  await type(element, 'evidence', 'Workshop')
  const reply = deferred()
  submitRegistration.mockReturnValue(reply.promise)
  await press(element, 'Register this deal for Northwind Consulting')
  expect(isDisabled(element, 'Cancel')).toBe(true)
  expect(closed).not.toHaveBeenCalled()
  reply.resolve(dealCard({ partners: [northwind()], registrations: [registration()] }))
  await settle()
  expect(toast).toHaveBeenCalledWith({
    title: 'Registration sent',
    message: "Northwind Consulting waits for a channel manager's review.",
    variant: 'success',
  })
  expect(notifyRecordUpdateAvailable).toHaveBeenCalledWith([{ recordId: OPPORTUNITY }])
  expect(closed).toHaveBeenCalledTimes(1)
})

test('stays open with what went wrong, and sends the same again', async () => {
  const { element, closed } = await begin(onDeal)
  await type(element, 'contactName', 'Ines Duarte')
  await type(element, 'useCase', 'Dispatch')
  await type(element, 'evidence', 'Workshop')
  submitRegistration.mockRejectedValueOnce(outage()).mockResolvedValueOnce(onDeal)
  await press(element, 'Register this deal for Northwind Consulting')
  expect(text(element)).toContain('Could not reach Partner Desk')
  expect(closed).not.toHaveBeenCalled()
  await press(element, 'Try again')
  expect(submitRegistration.mock.calls[1]).toEqual(submitRegistration.mock.calls[0])
  expect(closed).toHaveBeenCalledTimes(1)
})

test('shows that it is loading, then what failed, and tries again', async () => {
  const answer = deferred()
  loadCard.mockReturnValueOnce(answer.promise)
  const { element } = await begin()
  expect(one(element, 'lightning-spinner').alternativeText).toBe('Loading the partners of this deal')
  answer.reject(outage())
  await settle()
  expect(text(one(element, '[role="alert"]'))).toContain('The partners of this deal could not be loaded')
  loadCard.mockResolvedValueOnce(onDeal)
  await press(element, 'Try again')
  expect(all(element, 'c-register-deal-form')).toHaveLength(1)
})

test('says why it is not possible instead of showing the form, and closes', async () => {
  const can = { ...onDeal.viewer.can, submitRegistration: false }
  const { element, closed } = await begin({ ...onDeal, viewer: { ...onDeal.viewer, can } })
  expect(text(element)).toContain('Only the sales team registers deals.')
  expect(all(element, 'c-register-deal-form')).toEqual([])
  await press(element, 'Close')
  expect(closed).toHaveBeenCalledTimes(1)
})

test('can be used by keyboard and screen reader', async () => {
  const { element } = await begin(onDeal)
  await expectAccessible(element)
})
