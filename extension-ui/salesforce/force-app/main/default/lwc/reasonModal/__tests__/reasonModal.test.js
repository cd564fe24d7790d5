import { CardProblem } from 'c/cardProblem'
import ReasonModal from 'c/reasonModal'
import { expectAccessible } from 'test/accessibility'
import { deferred, faultAt, isDisabled, KEY, opened, outage, refusal } from 'test/forms'
import { one, press, settle, text, type } from 'test/screen'

const words = {
  label: 'Remove Northwind',
  consequence: 'It will no longer be sourced.',
  confirm: 'Remove it',
}
const send = jest.fn()
const show = () => opened(ReasonModal, { ...words, send })

beforeEach(() => jest.resetAllMocks())

test('says what it causes, and sends the reason with a key', async () => {
  send.mockResolvedValueOnce('the card')
  const { modal, closed } = await show()
  expect(text(modal)).toBe('Remove Northwind It will no longer be sourced. Reason Cancel Remove it')
  await type(modal, 'reason', '  Tagged by mistake ')
  await press(modal, 'Remove it')
  expect(send.mock.calls).toEqual([[{ reason: 'Tagged by mistake', idempotencyKey: KEY }]])
  expect(closed).toHaveBeenCalledWith('the card')
})

test('sends nothing without a reason, says so at the field, leads there, and takes it back', async () => {
  const { modal } = await show()
  await type(modal, 'reason', '   ')
  await press(modal, 'Remove it')
  expect(send).not.toHaveBeenCalled()
  expect(faultAt(modal, 'reason')).toBe('Say why: it is kept in the history.')
  expect(text(modal)).toContain('Nothing is sent yet: see what is marked in the form.')
  const focused = one(modal, '[data-field="reason"]').shadowRoot.activeElement
  expect(focused?.tagName).toBe('TEXTAREA')
  await type(modal, 'reason', 'Mistake')
  expect(faultAt(modal, 'reason')).toBe('')
})

test('cannot be closed or sent twice while it is under way', async () => {
  const answer = deferred()
  send.mockReturnValueOnce(answer.promise)
  const { modal, closed } = await show()
  await type(modal, 'reason', 'Mistake')
  await press(modal, 'Remove it')
  expect([isDisabled(modal, 'Remove it'), isDisabled(modal, 'Cancel'), modal.disableClose]).toEqual([
    true,
    true,
    true,
  ])
  answer.resolve('the card')
  await settle()
  expect(closed).toHaveBeenCalledWith('the card')
})

test('repeats the very same request on "Try again", and a new one after a refusal', async () => {
  send.mockRejectedValueOnce(outage()).mockRejectedValueOnce(refusal()).mockResolvedValueOnce('the card')
  const { modal } = await show()
  await type(modal, 'reason', 'Mistake')
  await press(modal, 'Remove it')
  await press(modal, 'Try again')
  expect(text(modal)).toContain('Another partner already sourced this deal.')
  await press(modal, 'Remove it')
  const [first, second, third] = send.mock.calls.map(([request]) => request)
  expect(second).toEqual(first)
  expect(third).toEqual({ ...first, idempotencyKey: KEY })
  expect(third.idempotencyKey).not.toBe(first.idempotencyKey)
})

test('shows what the server finds wrong with the reason at the reason', async () => {
  const fieldErrors = [{ path: 'reason', message: 'must be shorter' }]
  send.mockRejectedValueOnce(
    new CardProblem({ status: 400, code: 'invalid_request', title: 'x', fieldErrors }),
  )
  const { modal } = await show()
  await type(modal, 'reason', 'Mistake')
  await press(modal, 'Remove it')
  expect(faultAt(modal, 'reason')).toBe('must be shorter')
})

test('is accessible', async () => {
  const { modal } = await show()
  await press(modal, 'Remove it')
  await expectAccessible(modal)
})
