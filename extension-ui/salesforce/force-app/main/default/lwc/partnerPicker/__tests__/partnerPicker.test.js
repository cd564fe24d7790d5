import searchPartners from '@salesforce/apex/PartnerCardController.searchPartners'
import PartnerPicker from 'c/partnerPicker'
import { expectAccessible } from 'test/accessibility'
import { brightpath, choice, choices, northwindId } from 'test/card-replies'
import { choose, deferred } from 'test/forms'
import { all, mount, one, press, settle, text } from 'test/screen'

const recordId = '006Hp00000ABCDEIA1'
const answer = (found) => searchPartners.mockResolvedValueOnce(JSON.stringify(found))

async function show(found = choices(), properties = {}) {
  answer(found)
  const picker = mount(PartnerPicker, { recordId, ...properties })
  await settle()
  return picker
}

async function search(picker, words) {
  const input = one(one(picker, 'lightning-input'), 'input')
  input.value = words
  input.dispatchEvent(new Event('change'))
  jest.advanceTimersByTime(250)
  await settle()
}

const status = (picker) => text(one(picker, '[role="status"]'))
const names = (picker) => all(picker, 'label.slds-radio__label').map(text)

beforeEach(() => {
  jest.resetAllMocks()
  jest.useFakeTimers()
})
afterEach(() => jest.useRealTimers())

test('shows the recent ones before anything is typed, each with what tells it from others', async () => {
  const picker = await show(choices([choice(), { ...brightpath, onDealAs: 'influenced' }]))
  expect(searchPartners).toHaveBeenCalledWith({ opportunityId: recordId, search: '' })
  expect(all(picker, '.choice').map(text)).toEqual([
    'Northwind Consulting Gold referral · northwind-consulting.example · used recently',
    'Brightpath Systems Silver technology · on this deal as influenced',
  ])
  expect(status(picker)).toBe('2 partners')
})

test('searches once typing pauses, for what is typed by then', async () => {
  const picker = await show()
  answer(choices([brightpath]))
  const input = one(one(picker, 'lightning-input'), 'input')
  for (const words of ['b', 'br', ' bri ']) {
    input.value = words
    input.dispatchEvent(new Event('change'))
    jest.advanceTimersByTime(249)
  }
  expect(searchPartners).toHaveBeenCalledTimes(1)
  jest.advanceTimersByTime(1)
  await settle()
  expect(searchPartners.mock.calls.slice(1)).toEqual([[{ opportunityId: recordId, search: 'bri' }]])
  expect(names(picker)).toEqual(['Brightpath Systems'])
})

test('ignores an answer that was overtaken', async () => {
  const picker = await show()
  const early = deferred()
  searchPartners.mockReturnValueOnce(early.promise)
  await search(picker, 'bri')
  expect(status(picker)).toBe('Searching partners')
  answer(choices([brightpath]))
  await search(picker, 'bright')
  early.resolve(JSON.stringify(choices([choice({ name: 'Harbor Integrators' })])))
  await settle()
  expect(names(picker)).toEqual(['Brightpath Systems'])
})

test('says when nothing matches, when there is nobody yet, and when there is more than it shows', async () => {
  const picker = await show(choices([choice()], true))
  expect(text(picker)).toContain('More partners match. Type more to narrow them down.')
  expect(status(picker)).toBe('1 partner')
  answer(choices([]))
  await search(picker, ' zzz ')
  expect(status(picker)).toBe('No partner matches "zzz".')
  expect(status(await show(choices([])))).toBe('There is no partner yet.')
  const noPartnersNote = 'Avery Lindqvist can add the first partner.'
  expect(status(await show(choices([]), { noPartnersNote }))).toBe(noPartnersNote)
})

test('keeps the chosen one in sight, whatever is searched for next', async () => {
  const picker = await show(choices([brightpath]), { chosen: choice() })
  expect(names(picker)).toEqual(['Northwind Consulting', 'Brightpath Systems'])
  expect(all(picker, 'input[type="radio"]').map((input) => input.checked)).toEqual([true, false])
})

test('tells which partner is chosen', async () => {
  const picker = await show()
  const chosen = jest.fn()
  picker.addEventListener('choose', ({ detail }) => chosen(detail))
  await choose(picker, northwindId)
  expect(chosen).toHaveBeenCalledWith(choice())
})

test('says what failed and searches on "Try again"', async () => {
  searchPartners.mockRejectedValueOnce(new Error('network'))
  const picker = mount(PartnerPicker, { recordId })
  await settle()
  expect(text(one(picker, '[role="alert"]'))).toContain('Could not reach Partner Desk Try again in a moment.')
  answer(choices())
  await press(picker, 'Try again')
  expect(names(picker)).toHaveLength(2)
  expect(all(picker, '[role="alert"]')).toEqual([])
})

test('as a field of a form shows its fault and takes the focus', async () => {
  const picker = await show(choices(), { fault: 'Choose a partner.' })
  expect(text(one(picker, '[role="alert"]'))).toBe('Choose a partner.')
  picker.focus()
  expect(picker.shadowRoot.activeElement.type).toBe('radio')
})

test('is accessible', async () => {
  const picker = await show(choices(), { fault: 'Choose a partner.', chosen: choice() })
  jest.useRealTimers()
  await expectAccessible(picker)
})
