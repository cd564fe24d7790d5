import { registerRefreshHandler, unregisterRefreshHandler } from 'lightning/refresh'
import { createElement } from 'lwc'
import { getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi'
import loadCard from '@salesforce/apex/PartnerCardController.loadCard'
import AddPartnerModal from 'c/addPartnerModal'
import { tellCardChange } from 'c/cardChanges'
import HistoryModal from 'c/historyModal'
import OpenConsoleModal from 'c/openConsoleModal'
import PartnerModal from 'c/partnerModal'
import PartnerPanel from 'c/partnerPanel'
import PaymentModal from 'c/paymentModal'
import RegisterDealModal from 'c/registerDealModal'
import ReviewRegistrationModal from 'c/reviewRegistrationModal'
import WhyModal from 'c/whyModal'
import { expectAccessible } from 'test/accessibility'
import {
  asked,
  dealCard,
  financeCard,
  managerCard,
  northwind,
  registration,
  waiting,
} from 'test/card-replies'
import { deferred } from 'test/forms'
import { all, apexProblem, buttons, mount, one, press, primaryButtons, settle, text } from 'test/screen'

const mockNavigate = jest.fn()
jest.mock('lightning/navigation', () => {
  const Navigate = Symbol('Navigate')
  const NavigationMixin = (Base) =>
    class extends Base {
      [Navigate](page) {
        mockNavigate(page)
      }
    }
  NavigationMixin.Navigate = Navigate
  return { NavigationMixin }
})

const recordId = '006Hp00000ABCDEIA1'
const tagged = dealCard({ partners: [northwind()], primaryAction: null })
const openModal = AddPartnerModal.open

const answer = (card) => loadCard.mockResolvedValueOnce(JSON.stringify(card))
const fail = (problem) => loadCard.mockRejectedValueOnce(problem)
const record = (values) =>
  getRecord.emit({
    fields: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  })

async function shown(card) {
  answer(card)
  const panel = mount(PartnerPanel, { recordId })
  await settle()
  return panel
}

function toasts(panel) {
  const seen = []
  panel.addEventListener('lightning__showtoast', ({ detail }) => seen.push(detail))
  return seen
}

beforeEach(() => {
  jest.resetAllMocks()
  jest.useFakeTimers({ now: Date.parse('2026-11-21T10:02:30.000Z') })
})
afterEach(() => jest.useRealTimers())

test('says what it is loading and keeps its buttons shut until it knows', () => {
  loadCard.mockReturnValue(new Promise(() => {}))
  const panel = mount(PartnerPanel, { recordId })
  expect(text(one(panel, '[role="status"]'))).toBe('Loading the partners of this deal')
  expect(all(panel, 'button').map(text)).toEqual(['Add partner', 'Register', 'History', 'Open console'])
  expect(all(panel, 'button').every((button) => button.disabled)).toBe(true)
  expect(loadCard).toHaveBeenCalledWith({ opportunityId: recordId })
})

test('shows partners, money, how current it is, and the actions, in this order', async () => {
  expect(text(await shown(tagged))).toBe(
    'Partners Northwind Consulting Sourced · Gold referral Tagged by you, 3 Mar ' +
      'If won at $48,000.00: Northwind Consulting $7,200.00 Why? ' +
      'Your own credit does not change. Synced 2 minutes ago Add partner Register History Open console',
  )
})

test('offers nobody two primary buttons, and each their own', async () => {
  expect(primaryButtons(await shown(dealCard()))).toEqual(['Add partner'])
  expect(primaryButtons(await shown(managerCard))).toEqual(['Review registration'])
  expect(primaryButtons(await shown(financeCard))).toEqual(['Record payment'])
  const answering = dealCard({ registrations: [asked], primaryAction: 'answer_question' })
  expect(primaryButtons(await shown(answering))).toEqual(['Answer question'])
  expect(primaryButtons(await shown(tagged))).toEqual([])
})

test('invites to tag while there is no partner, and says who can add one when there is none to tag', async () => {
  const empty = await shown(dealCard())
  expect(text(empty)).toContain(
    'No partner on this deal. If someone brought or helped it, tag them before it closes.',
  )

  const none = await shown(dealCard({ noPartnersNote: 'Avery Lindqvist can add the first partner.' }))
  expect(text(none)).toContain('Avery Lindqvist can add the first partner.')
  expect(buttons(none, 'Add partner')).toEqual([])
  expect(buttons(none, 'Register')).toEqual([])
})

test.each([
  ['won', 'This deal is closed won.'],
  ['lost', 'This deal is closed lost.'],
])('does not ask to tag a deal that is %s', async (outcome, words) => {
  const panel = await shown(dealCard({ deal: { ...dealCard().deal, outcome }, primaryAction: null }))
  expect(text(panel)).toContain(`No partner on this deal. ${words}`)
  expect(text(panel)).not.toContain('tag them before it closes')
})

test('says what a viewer without the right may do instead, with partners and without', async () => {
  const words = 'Only the sales team tags partners. Ask the owner of this deal.'
  expect(text(await shown(financeCard))).toContain(words)
  expect(text(await shown({ ...financeCard, partners: [] }))).toContain(words)
  expect(buttons(await shown(financeCard), 'Add partner')).toEqual([])
})

test('says what failed, that nothing was lost, and loads on "Try again"', async () => {
  fail(new Error('network'))
  const panel = mount(PartnerPanel, { recordId })
  await settle()
  expect(text(one(panel, '[role="alert"]'))).toBe(
    'The partners of this deal could not be loaded Could not reach Partner Desk Try again in a moment. ' +
      'Nothing was lost: what is recorded on this deal stays as it is. Try again',
  )
  answer(tagged)
  await press(panel, 'Try again')
  expect(text(panel)).toContain('Northwind Consulting')
  expect(all(panel, '[role="alert"]')).toEqual([])
})

test.each([
  [
    'unauthenticated',
    401,
    'This org is a copy. Open Partner Desk Settings in it and connect it.',
    'Not signed in',
  ],
  ['forbidden', 403, 'You have no role in this programme. Ask Avery Lindqvist.', 'Not allowed'],
  ['not_found', 404, 'This deal is not known here yet.', 'Not found'],
  ['unavailable', 503, 'The CRM could not be asked just now.', 'Not available just now'],
])("shows the server's own words when it answers %s", async (code, status, detail, title) => {
  fail(apexProblem({ code, status, detail }))
  const panel = mount(PartnerPanel, { recordId })
  await settle()
  expect(text(panel)).toContain(`${title} ${detail} Nothing was lost`)
})

test('says who can reconnect and leads there, with the last state still in sight', async () => {
  const reconnectUrl = 'https://partner-desk.example.com/connect/salesforce/start'
  const panel = await shown({
    ...tagged,
    connection: {
      status: 'reconnect',
      message: 'Avery Lindqvist can reconnect Salesforce.',
      reconnectUrl,
      syncedAt: null,
    },
  })
  expect(text(panel)).toContain(
    'Reconnect needed Avery Lindqvist can reconnect Salesforce. Reconnect Salesforce Northwind Consulting',
  )
  const link = one(panel, 'a')
  expect([link.href, link.target, link.rel]).toEqual([reconnectUrl, '_blank', 'noopener noreferrer'])

  const silent = await shown({
    ...tagged,
    connection: { status: 'reconnect', message: null, reconnectUrl: null, syncedAt: null },
  })
  expect(text(silent)).toContain('Salesforce no longer lets Partner Desk in. An admin can reconnect it.')
  expect(all(silent, 'a')).toEqual([])
})

test('loads again when the record changes in what a partner gets, and only then', async () => {
  const panel = await shown(tagged)
  let fields = { Amount: 48000, StageName: 'Proposal', CloseDate: '2026-12-15', Name: 'A' }
  record(fields)
  record({ ...fields, Name: 'B' })
  await settle()
  expect(loadCard).toHaveBeenCalledTimes(1)
  const changes = [
    { Amount: 50000 },
    { Amount: null },
    { StageName: 'Closed Won' },
    { CloseDate: '2027-01-01' },
    { CurrencyIsoCode: 'EUR' },
  ]
  for (const [index, change] of changes.entries()) {
    fields = { ...fields, ...change }
    const programme = `Programme ${index}`
    answer(dealCard({ partners: [northwind({ programme })] }))
    record(fields)
    await settle()
    expect(text(panel)).toContain(programme)
  }
  expect(loadCard).toHaveBeenCalledTimes(6)
})

test('keeps what it shows when a refresh fails, says so, and mends it on "Try again"', async () => {
  const panel = await shown(tagged)
  record({ Amount: 48000 })
  fail(apexProblem({ code: 'unavailable', status: 503, detail: 'Away for a moment.' }))
  record({ Amount: 50000 })
  await settle()
  expect(text(panel)).toContain(
    'Not up to date Not available just now. Away for a moment. What you see is from the last time it worked.',
  )
  expect(text(panel)).toContain('Northwind Consulting $7,200.00')
  answer(tagged)
  await press(panel, 'Try again')
  expect(text(panel)).not.toContain('Not up to date')
})

test('lets only the newest answer speak', async () => {
  const panel = await shown(tagged)
  record({ Amount: 1 })
  const early = deferred()
  const late = deferred()
  loadCard.mockReturnValueOnce(early.promise).mockReturnValueOnce(late.promise)
  record({ Amount: 2 })
  record({ Amount: 3 })
  late.resolve(JSON.stringify(dealCard({ partners: [northwind({ programme: 'Late' })] })))
  await settle()
  early.resolve(JSON.stringify(dealCard({ partners: [northwind({ programme: 'Early' })] })))
  await settle()
  expect(text(panel)).toContain('Sourced · Late')
})

test('after a change shows the new card, says what it caused, and has the page read the record twice', async () => {
  const panel = await shown(dealCard())
  const said = toasts(panel)
  openModal.mockResolvedValueOnce({ card: tagged, title: 'Partner added', message: 'Northwind is tagged.' })
  await press(panel, 'Add partner')
  expect(openModal.mock.contexts).toEqual([AddPartnerModal])
  expect(openModal).toHaveBeenCalledWith({
    size: 'medium',
    label: 'Add partner',
    recordId,
    card: dealCard(),
  })
  expect(text(panel)).toContain('Sourced · Gold referral')
  expect(said).toEqual([{ variant: 'success', title: 'Partner added', message: 'Northwind is tagged.' }])
  expect(notifyRecordUpdateAvailable.mock.calls).toEqual([[[{ recordId }]]])
  jest.advanceTimersByTime(4_000)
  expect(notifyRecordUpdateAvailable).toHaveBeenCalledTimes(2)
})

test('changes nothing when a modal closes without a change', async () => {
  const panel = await shown(dealCard())
  const said = toasts(panel)
  openModal.mockResolvedValueOnce(undefined)
  await press(panel, 'Add partner')
  expect(text(panel)).toContain('No partner on this deal.')
  expect(said).toEqual([])
  expect(notifyRecordUpdateAvailable).not.toHaveBeenCalled()
})

test('a change overtakes a load that was under way, and the record is looked at again', async () => {
  const panel = await shown(dealCard())
  record({ Amount: 1 })
  const overtaken = deferred()
  loadCard.mockReturnValueOnce(overtaken.promise)
  record({ Amount: 2 })
  answer(dealCard({ partners: [northwind({ programme: 'At 2' })] }))
  openModal.mockResolvedValueOnce({ card: tagged, title: 'Partner added', message: '' })
  await press(panel, 'Add partner')
  overtaken.resolve(JSON.stringify(dealCard()))
  await settle()
  expect(loadCard).toHaveBeenCalledTimes(3)
  expect(text(panel)).toContain('Sourced · At 2')
})

test('shows another record when the page does, and keeps a late change of the first from it', async () => {
  const panel = await shown(dealCard())
  const closing = deferred()
  openModal.mockReturnValueOnce(closing.promise)
  await press(panel, 'Add partner')
  const other = '006Hp00000FGHIJIA1'
  answer(dealCard({ partners: [northwind({ name: 'Brightpath Systems' })] }))
  panel.recordId = other
  await settle()
  expect(loadCard).toHaveBeenLastCalledWith({ opportunityId: other })
  closing.resolve({ card: tagged, title: 'Partner added', message: '' })
  await settle()
  expect(text(panel)).toContain('Brightpath Systems')
  expect(text(panel)).not.toContain('Northwind Consulting')
})

test('shows what another component on the page changed about the same deal, and no other deal', async () => {
  const panel = await shown(dealCard())
  const said = toasts(panel)
  tellCardChange('006Hp00000FGHIJIA1', dealCard({ partners: [northwind({ name: 'Brightpath Systems' })] }))
  await settle()
  expect(text(panel)).toContain('No partner on this deal.')
  tellCardChange(recordId, tagged)
  await settle()
  expect(text(panel)).toContain('Northwind Consulting')
  expect(said).toEqual([])
})

test('tells other panels of the same deal what it changed', async () => {
  const panel = await shown(dealCard())
  answer(dealCard())
  const second = createElement('c-second-panel', { is: PartnerPanel })
  second.recordId = recordId
  document.body.append(second)
  await settle()
  openModal.mockResolvedValueOnce({ card: tagged, title: 'Partner added', message: '' })
  await press(panel, 'Add partner')
  expect(text(second)).toContain('Northwind Consulting')
})

test('looks again when the page asks all that is on it to, as long as it is there', async () => {
  registerRefreshHandler.mockReturnValueOnce(7)
  const panel = await shown(dealCard())
  const [element, refresh] = registerRefreshHandler.mock.calls[0]
  answer(tagged)
  expect(await refresh.call(element)).toBe(true)
  await settle()
  expect(text(panel)).toContain('Northwind Consulting')
  panel.remove()
  expect(unregisterRefreshHandler).toHaveBeenCalledWith(7)
})

test('opens each modal with the card', async () => {
  const cards = [
    [{ ...tagged, payments: financeCard.payments }, 'History', HistoryModal, 'History'],
    [tagged, 'Why?', WhyModal, 'Why these amounts'],
    [tagged, 'Register', RegisterDealModal, 'Register this deal'],
    [financeCard, 'Record payment', PaymentModal, 'Customer payments'],
    [{ ...tagged, payments: financeCard.payments }, 'Payments', PaymentModal, 'Customer payments'],
  ]
  for (const [card, button, modal, label] of cards) {
    const panel = await shown(card)
    openModal.mockClear()
    await press(panel, button)
    expect(openModal.mock.contexts).toEqual([modal])
    expect(openModal).toHaveBeenCalledWith({ size: 'medium', label, recordId, card })
  }
})

test("opens a partner's details by its name, and a registration by what is asked about it", async () => {
  const panel = await shown(managerCard)
  await press(panel, 'Northwind Consulting')
  expect(openModal.mock.contexts.at(-1)).toBe(PartnerModal)
  expect(openModal.mock.calls.at(-1)[0]).toMatchObject({
    label: 'Northwind Consulting',
    creditId: northwind().creditId,
  })
  await press(panel, 'Review registration')
  expect(openModal.mock.contexts.at(-1)).toBe(ReviewRegistrationModal)
  expect(openModal.mock.calls.at(-1)[0]).toMatchObject({ recordId, registration: { id: waiting.id } })
})

test('goes to the console only with an address that the modal was given', async () => {
  const panel = await shown(tagged)
  openModal.mockResolvedValueOnce(undefined)
  await press(panel, 'Open console')
  expect(openModal.mock.contexts).toEqual([OpenConsoleModal])
  expect(mockNavigate).not.toHaveBeenCalled()
  const url = 'https://partner-desk.example.com/console/enter?ticket=one'
  openModal.mockResolvedValueOnce(url)
  await press(panel, 'Open console')
  expect(mockNavigate.mock.calls).toEqual([[{ type: 'standard__webPage', attributes: { url } }]])
})

test.each([
  [
    'with partners and a registration',
    () => shown({ ...managerCard, registrations: [registration({ id: 'another' }), waiting] }),
  ],
  ['with commission posted', () => shown(financeCard)],
  ['empty', () => shown(dealCard())],
  [
    'failed',
    async () => {
      fail(new Error('network'))
      const panel = mount(PartnerPanel, { recordId })
      await settle()
      return panel
    },
  ],
  [
    'loading',
    async () => {
      loadCard.mockReturnValue(new Promise(() => {}))
      return mount(PartnerPanel, { recordId })
    },
  ],
])('is accessible %s', async (_state, showIt) => {
  const panel = await showIt()
  jest.useRealTimers()
  await expectAccessible(panel)
})
