import Notice from 'c/notice'
import { expectAccessible } from 'test/accessibility'
import { buttons, mount, one, press, text } from 'test/screen'

test.each([
  ['error', 'alert'],
  ['warning', 'status'],
  ['info', 'status'],
])('%s is read out as %s, in words and not by colour alone', (tone, role) => {
  const notice = mount(Notice, { tone, heading: 'Not up to date', text: 'First line\nSecond line' })
  expect(text(one(notice, `[role="${role}"]`))).toBe('Not up to date First line Second line')
  expect(buttons(notice, 'Try again')).toEqual([])
})

test('offers to try again where that may help', async () => {
  const notice = mount(Notice, { tone: 'error', heading: 'Away', text: '', mayRetry: true })
  const retried = jest.fn()
  notice.addEventListener('retry', retried)
  await press(notice, 'Try again')
  expect(retried).toHaveBeenCalledTimes(1)
  await expectAccessible(notice)
})
