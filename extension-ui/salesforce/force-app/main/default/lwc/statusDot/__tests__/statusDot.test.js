import StatusDot from 'c/statusDot'
import { expectAccessible } from 'test/accessibility'
import { mount, one, text } from 'test/screen'

test.each(['default', 'info', 'success', 'warning', 'danger'])(
  'says a status of tone %s in words',
  (tone) => {
    const dot = mount(StatusDot, { tone, text: 'Registered' })
    expect(text(dot)).toBe('Registered')
    expect(one(dot, '.dot').className).toBe(`dot ${tone}`)
  },
)

test('takes a tone that it does not know for none, and hides the dot from screen readers', async () => {
  const dot = mount(StatusDot, { tone: 'purple', text: 'Registered' })
  expect(one(dot, '[aria-hidden="true"]').className).toBe('dot default')
  await expectAccessible(dot)
})
