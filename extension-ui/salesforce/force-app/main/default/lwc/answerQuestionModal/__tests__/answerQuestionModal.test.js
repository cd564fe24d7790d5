import AnswerQuestionModal from 'c/answerQuestionModal'
import ReasonModal from 'c/reasonModal'
import { answerQuestion, withdrawRegistration } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { asked, dealCard } from 'test/card-replies'
import { KEY, OPPORTUNITY, deferred, faultAt, isDisabled, opened, outage } from 'test/forms'
import { press, settle, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({ answerQuestion: jest.fn(), withdrawRegistration: jest.fn() }))

afterEach(() => jest.resetAllMocks())

const after = dealCard()

async function answer(registration = asked) {
  return opened(AnswerQuestionModal, { card: dealCard({ registrations: [registration] }), registration })
}

test('shows the question first, then the claim that it is about', async () => {
  const { modal } = await answer()
  const shown = text(modal)
  expect(shown).toContain('Who attended the workshop?')
  expect(shown).toContain('Northwind Consulting claims this deal')
  expect(shown).toContain('Workshop on 2 March')
  expect(shown.indexOf('Your answer')).toBeLessThan(shown.indexOf('Evidence'))
})

test('answers the question that was asked', async () => {
  const { modal, closed } = await answer()
  await press(modal, 'Send answer')
  expect(faultAt(modal, 'answer')).toBe('Write the answer.')
  expect(answerQuestion).not.toHaveBeenCalled()
  await type(modal, 'answer', ' Both founders. ')
  answerQuestion.mockResolvedValue(after)
  await press(modal, 'Send answer')
  expect(answerQuestion).toHaveBeenCalledWith(OPPORTUNITY, asked.id, {
    answer: 'Both founders.',
    idempotencyKey: KEY,
  })
  expect(closed).toHaveBeenCalledWith({
    card: after,
    title: 'Answer sent',
    message: 'The registration is back in review and its clock runs again.',
  })
})

test('keeps the answer and its key when no reply comes back, and makes another key for another answer', async () => {
  const { modal } = await answer()
  await type(modal, 'answer', 'Both founders.')
  answerQuestion.mockRejectedValue(outage())
  await press(modal, 'Send answer')
  await press(modal, 'Try again')
  await type(modal, 'answer', 'One founder.')
  await press(modal, 'Send answer')
  const keys = answerQuestion.mock.calls.map(([, , request]) => request.idempotencyKey)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('cannot be closed, answered again or withdrawn while the answer is on its way', async () => {
  const { modal } = await answer()
  await type(modal, 'answer', 'Both founders.')
  const reply = deferred()
  answerQuestion.mockReturnValue(reply.promise)
  await press(modal, 'Send answer')
  expect(modal.disableClose).toBe(true)
  for (const name of ['Cancel', 'Send answer', 'Withdraw registration'])
    expect(isDisabled(modal, name)).toBe(true)
  reply.resolve(after)
  await settle()
})

test('withdraws with a reason, after asking once, and closes with the card', async () => {
  const { modal, closed } = await answer({ ...asked, protectedUntil: '2027-02-19T05:00:00.000Z' })
  ReasonModal.open.mockImplementation(async ({ send }) =>
    send({ reason: 'Went elsewhere', idempotencyKey: 'k' }),
  )
  withdrawRegistration.mockResolvedValue(after)
  await press(modal, 'Withdraw registration')
  expect(ReasonModal.open.mock.calls[0][0]).toMatchObject({
    label: 'Withdraw registration',
    confirm: 'Withdraw registration',
    consequence:
      "Northwind Consulting's registration of this deal is taken back. Its protection ends now. The history keeps the record.",
  })
  expect(withdrawRegistration).toHaveBeenCalledWith(OPPORTUNITY, asked.id, {
    reason: 'Went elsewhere',
    idempotencyKey: 'k',
  })
  expect(closed).toHaveBeenCalledWith({
    card: after,
    title: 'Registration withdrawn',
    message: "Northwind Consulting's registration no longer holds. Its protection ends now.",
  })
})

test('stays open when withdrawing is thought better of', async () => {
  const { modal, closed } = await answer()
  ReasonModal.open.mockResolvedValue(undefined)
  await press(modal, 'Withdraw registration')
  expect(closed).not.toHaveBeenCalled()
})

test('can be used by keyboard and screen reader', async () => {
  const { modal } = await answer()
  await press(modal, 'Send answer')
  await expectAccessible(modal)
})
