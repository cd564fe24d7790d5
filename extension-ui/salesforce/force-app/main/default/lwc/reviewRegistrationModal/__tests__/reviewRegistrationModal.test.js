import ReviewRegistrationModal from 'c/reviewRegistrationModal'
import { decideRegistration } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { managerCard, registration, waiting } from 'test/card-replies'
import {
  KEY,
  OPPORTUNITY,
  choose,
  deferred,
  faultAt,
  isDisabled,
  opened,
  outage,
  pick,
  refusal,
} from 'test/forms'
import { all, one, press, settle, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({ decideRegistration: jest.fn() }))

afterEach(() => jest.resetAllMocks())

async function review(chosen = waiting) {
  return opened(ReviewRegistrationModal, {
    card: managerCard,
    registration: chosen,
  })
}

test('shows the claim, its evidence, the clock, conflicts and what approving causes', async () => {
  const { modal } = await review()
  const shown = text(modal)
  for (const words of [
    'Review registration',
    'Canal Works renewal',
    'Northwind Consulting claims this deal',
    'Waiting for review',
    'Ines Duarte, ines.duarte@canalworks.example',
    'Replace the dispatch spreadsheet',
    'Workshop on 2 March',
    '41 h left, due Nov 22, 2026',
    'Check this',
    'Another registration names canalworks.example.',
    'Approving causes',
    'Protected until 19 February 2027.',
  ])
    expect(shown.replace(/\s/g, ' ')).toContain(words)
})

test('approves, and closes with the new card and what that caused', async () => {
  const { modal, closed } = await review()
  decideRegistration.mockResolvedValue(managerCard)
  await press(modal, 'Approve registration')
  expect(decideRegistration).toHaveBeenCalledWith(OPPORTUNITY, waiting.id, {
    decision: 'approve',
    idempotencyKey: KEY,
  })
  expect(closed).toHaveBeenCalledWith({
    card: managerCard,
    title: 'Registration approved',
    message: 'Protected until 19 February 2027. Northwind Consulting becomes sourced.',
  })
})

test('rejects only with a reason and the text that the partner reads, in destructive dress', async () => {
  const { modal, closed } = await review()
  await choose(modal, 'reject')
  expect(one(modal, 'lightning-button.confirm').variant).toBe('destructive')
  await press(modal, 'Reject registration')
  expect(faultAt(modal, 'message')).toBe('Write what the partner will read.')
  expect(text(modal)).toContain('Nothing is sent yet: see what is marked in the form.')
  expect(decideRegistration).not.toHaveBeenCalled()

  await pick(modal, 'reason', 'existing_customer')
  await press(modal, 'Reject registration')
  expect(decideRegistration).not.toHaveBeenCalled()

  await type(modal, 'message', '  They have been a customer since 2024. ')
  expect(faultAt(modal, 'message')).toBe('')
  decideRegistration.mockResolvedValue(managerCard)
  await press(modal, 'Reject registration')
  expect(decideRegistration).toHaveBeenCalledWith(OPPORTUNITY, waiting.id, {
    decision: 'reject',
    reason: 'existing_customer',
    messageToPartner: 'They have been a customer since 2024.',
    idempotencyKey: KEY,
  })
  expect(closed.mock.calls[0][0].message).toBe('Northwind Consulting will read why.')
})

test('asks one question', async () => {
  const { modal, closed } = await review()
  await choose(modal, 'ask')
  await press(modal, 'Send question')
  expect(faultAt(modal, 'question')).toBe('Write the question.')
  await type(modal, 'question', 'Who attended?')
  decideRegistration.mockResolvedValue(managerCard)
  await press(modal, 'Send question')
  expect(decideRegistration).toHaveBeenCalledWith(OPPORTUNITY, waiting.id, {
    decision: 'ask',
    question: 'Who attended?',
    idempotencyKey: KEY,
  })
  expect(closed.mock.calls[0][0].title).toBe('Question sent')
})

test('offers only the decisions that are allowed, and says why not the others', async () => {
  const because = 'You submitted this registration: somebody else approves it.'
  const own = registration({ actions: { ...waiting.actions, approve: { allowed: false, because } } })
  const { modal } = await review(own)
  const radios = all(modal, 'input[type="radio"]')
  expect(radios.map(({ value, disabled }) => [value, disabled])).toEqual([
    ['approve', true],
    ['ask', false],
    ['reject', false],
  ])
  expect(text(modal)).toContain(because)
  expect(one(modal, 'lightning-button.confirm').label).toBe('Send question')
})

test('cannot be closed or sent twice while the decision is on its way', async () => {
  const { modal, closed } = await review()
  const answer = deferred()
  decideRegistration.mockReturnValue(answer.promise)
  await press(modal, 'Approve registration')
  expect(modal.disableClose).toBe(true)
  expect(isDisabled(modal, 'Cancel')).toBe(true)
  expect(isDisabled(modal, 'Approve registration')).toBe(true)
  answer.resolve(managerCard)
  await settle()
  expect(closed).toHaveBeenCalledTimes(1)
})

test('repeats the same request with the same key after an outage', async () => {
  const { modal, closed } = await review()
  decideRegistration.mockRejectedValueOnce(outage()).mockResolvedValueOnce(managerCard)
  await press(modal, 'Approve registration')
  expect(text(modal)).toContain('Could not reach Partner Desk')
  expect(one(modal, '.notice').getAttribute('role')).toBe('alert')
  await press(modal, 'Try again')
  const [first, second] = decideRegistration.mock.calls.map(([, , request]) => request)
  expect(second).toEqual(first)
  expect(closed).toHaveBeenCalledTimes(1)
})

test('says what the server refused, at the field when it names one of the form', async () => {
  const { modal, closed } = await review()
  await choose(modal, 'ask')
  await type(modal, 'question', 'Who attended?')
  decideRegistration.mockRejectedValue(
    refusal({
      fieldErrors: [
        { path: 'question', message: 'Ask something that the partner has not said.' },
        { path: 'idempotencyKey', message: 'is odd' },
      ],
    }),
  )
  await press(modal, 'Send question')
  expect(faultAt(modal, 'question')).toBe('Ask something that the partner has not said.')
  expect(text(modal)).toContain('idempotencyKey: is odd')
  expect(text(modal)).not.toContain('Try again')
  expect(closed).not.toHaveBeenCalled()
  await type(modal, 'question', 'Who came?')
  expect(faultAt(modal, 'question')).toBe('')
})

test('names the group of choices and its members for a screen reader', async () => {
  const because = 'You submitted this registration: somebody else approves it.'
  const own = registration({ actions: { ...waiting.actions, approve: { allowed: false, because } } })
  const { modal } = await review(own)
  expect(one(modal, 'legend').textContent).toContain('What do you decide?')
  for (const radio of all(modal, 'input[type="radio"]'))
    expect(all(modal, 'label').some((label) => label.getAttribute('for') === radio.id)).toBe(true)
  const approve = all(modal, 'input')[0]
  expect(
    all(modal, 'span').find(({ id }) => id && id === approve.getAttribute('aria-describedby')).textContent,
  ).toBe(because)
})

test.each(['approve', 'ask', 'reject'])(
  'can be used by keyboard and screen reader, to %s',
  async (decision) => {
    const { modal } = await review()
    await choose(modal, decision)
    await expectAccessible(modal)
  },
)
