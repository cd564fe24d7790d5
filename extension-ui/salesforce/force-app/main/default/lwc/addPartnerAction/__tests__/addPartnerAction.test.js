import AddPartnerAction from 'c/addPartnerAction'
import { loadCard, searchPartners, tagPartner } from 'c/cardApi'
import { hearCardChanges } from 'c/cardChanges'
import { expectAccessible } from 'test/accessibility'
import { choices, dealCard, financeCard, northwind, northwindId } from 'test/card-replies'
import { choose, KEY, OPPORTUNITY } from 'test/forms'
import { all, mount, press, settle, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({ loadCard: jest.fn(), searchPartners: jest.fn(), tagPartner: jest.fn() }))
jest.mock('lightning/actions', () => ({ CloseActionScreenEvent: class extends CustomEvent {} }), {
  virtual: true,
})

beforeEach(() => searchPartners.mockResolvedValue(choices()))
afterEach(() => jest.resetAllMocks())

async function begin(card) {
  loadCard.mockResolvedValueOnce(card)
  const element = mount(AddPartnerAction)
  const toast = jest.fn()
  element.addEventListener('lightning__showtoast', (event) => toast(event.detail))
  element.recordId = OPPORTUNITY
  await settle()
  return { element, toast }
}

test("tags a partner with the panel's form, says what that means and tells the panel", async () => {
  const heard = jest.fn()
  hearCardChanges(heard)
  const { element, toast } = await begin(dealCard())
  await choose(element, northwindId)
  await type(element, 'reason', 'Introduced the head of operations')
  tagPartner.mockResolvedValue(dealCard({ partners: [northwind()] }))
  await press(element, 'Tag Northwind Consulting as sourced - $7,200.00 if won')
  expect(tagPartner).toHaveBeenCalledWith(OPPORTUNITY, {
    partnerId: northwindId,
    role: 'sourced',
    reason: 'Introduced the head of operations',
    touchpoints: [],
    idempotencyKey: KEY,
  })
  expect(heard).toHaveBeenCalledWith(OPPORTUNITY, dealCard({ partners: [northwind()] }))
  expect(toast.mock.calls[0][0].message).toBe('Northwind Consulting is tagged as sourced: $7,200.00 if won.')
})

test('says what somebody who may not tag may do instead, and who can add a partner where there is none', async () => {
  const finance = await begin(financeCard)
  expect(text(finance.element)).toContain('Only the sales team tags partners. Ask the owner of this deal.')
  expect(all(finance.element, 'c-add-partner-form')).toEqual([])
  const empty = await begin(dealCard({ noPartnersNote: 'An admin adds the first partner in the console.' }))
  expect(text(empty.element)).toContain('An admin adds the first partner in the console.')
})

test('can be used by keyboard and screen reader', async () => {
  const { element } = await begin(dealCard())
  await expectAccessible(element)
})
