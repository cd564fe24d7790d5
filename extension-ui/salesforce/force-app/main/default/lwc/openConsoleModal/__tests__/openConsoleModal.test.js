import openConsole from '@salesforce/apex/PartnerCardController.openConsole'
import OpenConsoleModal from 'c/openConsoleModal'
import { expectAccessible } from 'test/accessibility'
import { deferred, opened } from 'test/forms'
import { apexProblem, buttons, press, settle, text } from 'test/screen'

const url = 'https://partner-desk.example.com/console/enter?ticket=one'
const show = () => opened(OpenConsoleModal, { label: 'Open the console' })
const keys = () => openConsole.mock.calls.map(([{ request }]) => JSON.parse(request).idempotencyKey)

beforeEach(() => jest.resetAllMocks())

test('asks for an address of its own at each opening, and closes with it on the click that follows it', async () => {
  const asked = deferred()
  openConsole.mockReturnValueOnce(asked.promise)
  const { modal, closed } = await show()
  expect(text(modal)).toContain('Signing you in')
  expect(buttons(modal, 'Continue to the console')).toEqual([])
  asked.resolve(JSON.stringify({ url }))
  await settle()
  expect(text(modal)).not.toContain('Signing you in')
  await press(modal, 'Continue to the console')
  expect(closed).toHaveBeenCalledWith(url)

  openConsole.mockResolvedValueOnce(JSON.stringify({ url }))
  await show()
  expect(new Set(keys()).size).toBe(2)
})

test('repeats the same request on "Try again", and goes nowhere on "Cancel"', async () => {
  openConsole.mockRejectedValueOnce(apexProblem({ status: 503, code: 'unavailable', detail: 'Away.' }))
  const { modal, closed } = await show()
  expect(text(modal)).toContain('Not available just now Away. Try again')
  openConsole.mockResolvedValueOnce(JSON.stringify({ url }))
  await press(modal, 'Try again')
  expect(new Set(keys()).size).toBe(1)
  await press(modal, 'Cancel')
  expect(closed).toHaveBeenCalledWith(null)
})

test('says why somebody may not go there, without offering to repeat it', async () => {
  openConsole.mockRejectedValueOnce(
    apexProblem({ status: 403, code: 'forbidden', detail: 'You have no role.' }),
  )
  const { modal } = await show()
  expect(text(modal)).toContain('Not allowed You have no role.')
  expect(buttons(modal, 'Try again')).toEqual([])
})

test('is accessible', async () => {
  openConsole.mockResolvedValueOnce(JSON.stringify({ url }))
  const { modal } = await show()
  await expectAccessible(modal)
})
