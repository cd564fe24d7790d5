import ReplaceKeyModal from 'c/replaceKeyModal'
import { replaceKey } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { deferred, isDisabled, KEY, opened, outage } from 'test/forms'
import { press, settle, text } from 'test/screen'

jest.mock('c/cardApi', () => ({ replaceKey: jest.fn() }))
afterEach(() => jest.resetAllMocks())

test('says in words what replacing causes, and replaces nothing before it is confirmed', async () => {
  const { modal, closed } = await opened(ReplaceKeyModal, {})
  expect(text(modal)).toContain('are accepted for 10 more minutes, so nobody is interrupted.')
  await press(modal, 'Cancel')
  expect(closed).toHaveBeenCalledTimes(1)
  expect(replaceKey).not.toHaveBeenCalled()
})

test('closes with the connection that has the new key, and not before', async () => {
  const { modal, closed } = await opened(ReplaceKeyModal, {})
  const reply = deferred()
  replaceKey.mockReturnValue(reply.promise)
  await press(modal, 'Replace key')
  expect(replaceKey).toHaveBeenCalledWith({ idempotencyKey: KEY })
  expect(modal.disableClose).toBe(true)
  expect(isDisabled(modal, 'Cancel')).toBe(true)
  reply.resolve({ accountName: 'Meridian Works' })
  await settle()
  expect(closed).toHaveBeenCalledWith({ accountName: 'Meridian Works' })
})

test('repeats the same request after an outage: the key is replaced once', async () => {
  const { modal } = await opened(ReplaceKeyModal, {})
  replaceKey.mockRejectedValueOnce(outage()).mockResolvedValueOnce({})
  await press(modal, 'Replace key')
  expect(text(modal)).toContain('Could not reach Partner Desk')
  await press(modal, 'Try again')
  expect(replaceKey.mock.calls[1]).toEqual(replaceKey.mock.calls[0])
})

test('can be used by keyboard and screen reader', async () => {
  const { modal } = await opened(ReplaceKeyModal, {})
  await expectAccessible(modal)
})
