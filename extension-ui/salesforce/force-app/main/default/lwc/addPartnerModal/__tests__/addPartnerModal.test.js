import searchPartners from '@salesforce/apex/PartnerCardController.searchPartners'
import tagPartner from '@salesforce/apex/PartnerCardController.tagPartner'
import AddPartnerModal from 'c/addPartnerModal'
import { expectAccessible } from 'test/accessibility'
import {
  brightpath,
  brightpathId,
  choice,
  choices,
  dealCard,
  northwind,
  northwindId,
} from 'test/card-replies'
import { choose, deferred, faultAt, isDisabled, KEY, opened, OPPORTUNITY, pick } from 'test/forms'
import { all, apexProblem, buttons, one, press, settle, text, type } from 'test/screen'

const AS_SOURCED = 'Tag Northwind Consulting as sourced - $7,200.00 if won'
const tagged = dealCard({ partners: [northwind()], primaryAction: null })

const answer = (card) => tagPartner.mockResolvedValueOnce(JSON.stringify(card))
const requests = () => tagPartner.mock.calls.map(([{ request }]) => JSON.parse(request))

async function show(found = choices()) {
  searchPartners.mockResolvedValueOnce(JSON.stringify(found))
  return opened(AddPartnerModal, { label: 'Add partner', card: dealCard() })
}

async function filled() {
  const { modal, closed } = await show()
  await choose(modal, northwindId)
  await type(modal, 'reason', ' Introduced the head of operations ')
  return { modal, closed }
}

beforeEach(() => jest.resetAllMocks())

test('shows both roles with what they cost, and repeats the choice as a sentence on the button', async () => {
  const { modal } = await show()
  expect(buttons(modal, 'Choose a partner to tag')).toHaveLength(1)
  await choose(modal, northwindId)
  expect(all(modal, '.tile').map(text)).toEqual([
    'Sourced brought this deal to us $7,200.00 if won',
    'Influenced helped to win it $1,500.00 if won',
  ])
  expect(text(modal)).toContain('What Northwind Consulting did')
  expect(text(modal)).toContain('Counts towards platinum.')
  expect(text(modal)).toContain('Why this amount Northwind Consulting gets 15 % of $48,000.00')
  expect(buttons(modal, AS_SOURCED)).toHaveLength(1)
  await choose(modal, 'influenced')
  expect(buttons(modal, 'Tag Northwind Consulting as influenced - $1,500.00 if won')).toHaveLength(1)
  expect(text(modal)).not.toContain('Counts towards platinum.')
})

test('shows what stands against the partner', async () => {
  const conflicts = [{ kind: 'same_domain', severity: 'warning', text: 'Sales already works on it.' }]
  const { modal } = await show(choices([choice({ conflicts })]))
  await choose(modal, northwindId)
  expect(text(modal)).toContain('Check this Sales already works on it.')
})

test('tags, and closes with the new card and what it means', async () => {
  const { modal, closed } = await filled()
  await pick(modal, 'touchpoints', ['meeting', 'intro'])
  answer(tagged)
  await press(modal, AS_SOURCED)
  expect(tagPartner.mock.calls[0][0].opportunityId).toBe(OPPORTUNITY)
  expect(requests()).toEqual([
    {
      idempotencyKey: KEY,
      partnerId: northwindId,
      role: 'sourced',
      reason: 'Introduced the head of operations',
      touchpoints: ['intro', 'meeting'],
    },
  ])
  expect(closed).toHaveBeenCalledWith({
    card: tagged,
    title: 'Partner added',
    message: 'Northwind Consulting is tagged as sourced: $7,200.00 if won.',
  })
})

test.each([
  ['none', null, 'Northwind Consulting is tagged as sourced.'],
  [
    'accrued',
    { amount: '7200.00', currency: 'USD' },
    'Northwind Consulting is tagged as sourced: $7,200.00.',
  ],
])('says what a tag means when its commission is %s', async (state, amount, message) => {
  const { modal, closed } = await filled()
  const commission = { ...northwind().commission, state, amount }
  answer(dealCard({ partners: [northwind({ commission })] }))
  await press(modal, AS_SOURCED)
  expect(closed.mock.calls[0][0].message).toBe(message)
})

test('sends one request however often the button is pressed, and cannot be closed meanwhile', async () => {
  const reply = deferred()
  const { modal, closed } = await filled()
  tagPartner.mockReturnValueOnce(reply.promise)
  await press(modal, AS_SOURCED)
  await press(modal, AS_SOURCED)
  expect([isDisabled(modal, AS_SOURCED), isDisabled(modal, 'Cancel'), modal.disableClose]).toEqual([
    true,
    true,
    true,
  ])
  expect(tagPartner).toHaveBeenCalledTimes(1)
  reply.resolve(JSON.stringify(tagged))
  await settle()
  expect(closed).toHaveBeenCalledTimes(1)
})

test('repeats the very same request on "Try again", key included; a changed form is a new one', async () => {
  const { modal } = await filled()
  tagPartner.mockRejectedValueOnce(new Error('network'))
  await press(modal, AS_SOURCED)
  expect(text(modal)).toContain('Could not reach Partner Desk It is not known whether this arrived.')
  tagPartner.mockRejectedValueOnce(apexProblem({ status: 503, code: 'unavailable', detail: 'Away.' }))
  await press(modal, 'Try again')
  expect(text(modal)).toContain('Not available just now Away.')
  tagPartner.mockRejectedValueOnce(new Error('network'))
  await press(modal, AS_SOURCED)
  const [first, second, third] = requests()
  expect([second, third]).toEqual([first, first])
  await type(modal, 'reason', 'Ran the pilot')
  answer(tagged)
  await press(modal, AS_SOURCED)
  expect(requests()[3]).toEqual({ ...first, reason: 'Ran the pilot', idempotencyKey: KEY })
  expect(requests()[3].idempotencyKey).not.toBe(first.idempotencyKey)
})

test('shows a refusal inside, keeps what was typed and does not offer to repeat it', async () => {
  const { modal, closed } = await filled()
  tagPartner.mockRejectedValueOnce(apexProblem({}))
  await press(modal, AS_SOURCED)
  expect(text(modal)).toContain(
    'A rule of the programme refuses this Another partner already sourced this deal.',
  )
  expect(buttons(modal, 'Try again')).toEqual([])
  expect(closed).not.toHaveBeenCalled()
  answer(tagged)
  await press(modal, AS_SOURCED)
  expect(requests()[1].reason).toBe('Introduced the head of operations')
  expect(requests()[1].idempotencyKey).not.toBe(requests()[0].idempotencyKey)
})

test('shows what the server finds wrong at its field, and what has none beside the buttons', async () => {
  const { modal } = await filled()
  const errors = [
    { path: 'reason', message: 'must not name a competitor' },
    { path: 'partnerId', message: 'is suspended' },
    { path: 'touchpoints.0', message: 'is not known' },
  ]
  tagPartner.mockRejectedValueOnce(apexProblem({ status: 400, code: 'invalid_request', errors }))
  await press(modal, AS_SOURCED)
  expect(faultAt(modal, 'reason')).toBe('must not name a competitor')
  expect(faultAt(modal, 'partner')).toBe('is suspended')
  expect(text(modal)).toContain('touchpoints.0: is not known')
})

test('asks for a partner and a reason before it sends anything, and leads to what is missing', async () => {
  const { modal } = await show()
  await press(modal, 'Choose a partner to tag')
  expect(faultAt(modal, 'partner')).toBe('Choose a partner.')
  expect(one(modal, 'c-partner-picker').shadowRoot.activeElement.type).toBe('radio')
  await choose(modal, northwindId)
  expect(faultAt(modal, 'partner')).toBe('')
  await press(modal, AS_SOURCED)
  expect(faultAt(modal, 'reason')).toBe('Say what they did.')
  expect(text(modal)).toContain('Nothing is sent yet: see what is marked in the form.')
  expect(tagPartner).not.toHaveBeenCalled()
})

test('does not tag a partner that no role is open to, and says why', async () => {
  const refused = { ...choice().sourced, allowed: false, refusal: 'Brightpath Systems is suspended.' }
  const { modal } = await show(choices([choice(), { ...brightpath, sourced: refused, influenced: refused }]))
  await choose(modal, brightpathId)
  expect(all(modal, '.tile').map(text)).toEqual([
    'Sourced brought this deal to us Not possible Brightpath Systems is suspended.',
    'Influenced helped to win it Not possible Brightpath Systems is suspended.',
  ])
  expect(all(modal, '.tile input').every((input) => input.disabled)).toBe(true)
  expect(isDisabled(modal, 'Brightpath Systems cannot be tagged here')).toBe(true)
})

test('proposes influenced where sourced is closed', async () => {
  const sourced = { ...choice().sourced, allowed: false, refusal: 'Another partner sourced it.' }
  const { modal } = await show(choices([choice({ sourced })]))
  await choose(modal, northwindId)
  expect(buttons(modal, 'Tag Northwind Consulting as influenced - $1,500.00 if won')).toHaveLength(1)
})

test('closes without a change on "Cancel"', async () => {
  const { modal, closed } = await filled()
  await press(modal, 'Cancel')
  expect(closed).toHaveBeenCalledWith(null)
  expect(tagPartner).not.toHaveBeenCalled()
})

test('is accessible, also with faults', async () => {
  const { modal } = await show()
  await choose(modal, northwindId)
  await press(modal, AS_SOURCED)
  expect(all(modal, 'h1, h2').map(text)).toEqual([
    'Add partner',
    'What Northwind Consulting did',
    'Why this amount',
  ])
  await expectAccessible(modal)
})
