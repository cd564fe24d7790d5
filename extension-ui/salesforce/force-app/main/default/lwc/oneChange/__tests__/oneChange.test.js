import { CardProblem } from 'c/cardProblem'
import { newIdempotencyKey, oneChange } from 'c/oneChange'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const passing = () => new CardProblem({ code: 'unavailable', mayRetry: true })
const final = () => new CardProblem({ code: 'rule_violated', mayRetry: false })

function begun() {
  const send = jest.fn()
  const done = jest.fn()
  const shown = []
  return { send, done, shown, change: oneChange({ send, done, show: (state) => shown.push(state) }) }
}

const keys = (send) => send.mock.calls.map(([request]) => request.idempotencyKey)

test('sends the body with a key of its own and says when it is through', async () => {
  const { send, done, shown, change } = begun()
  send.mockResolvedValue('card')
  await change.submit({ reason: 'a' })
  expect(send).toHaveBeenCalledWith({ reason: 'a', idempotencyKey: expect.stringMatching(UUID_V4) })
  expect(done).toHaveBeenCalledWith('card', { reason: 'a' })
  expect(shown).toEqual([
    { busy: true, problem: null },
    { busy: false, problem: null },
  ])
})

test('repeats the very same request after a failure that may pass, by retry or by the same form', async () => {
  const { send, change } = begun()
  send.mockRejectedValue(passing())
  await change.submit({ reason: 'a' })
  await change.retry()
  await change.submit({ reason: 'a' })
  expect(new Set(keys(send)).size).toBe(1)
})

test('a changed form is a new intention with a key of its own', async () => {
  const { send, change } = begun()
  send.mockRejectedValue(passing())
  await change.submit({ reason: 'a' })
  await change.submit({ reason: 'b' })
  expect(new Set(keys(send)).size).toBe(2)
})

test('a refusal is final for its key, and so is success', async () => {
  const { send, done, change } = begun()
  send.mockRejectedValueOnce(final()).mockResolvedValue('card')
  await change.submit({ reason: 'a' })
  await change.retry()
  expect(send).toHaveBeenCalledTimes(1)
  await change.submit({ reason: 'a' })
  await change.submit({ reason: 'a' })
  expect(new Set(keys(send)).size).toBe(3)
  expect(done).toHaveBeenCalledTimes(2)
})

test('sends one request at a time, however often it is asked', async () => {
  const { send, change } = begun()
  let answer
  send.mockReturnValue(new Promise((resolve) => (answer = resolve)))
  const first = change.submit({ reason: 'a' })
  await change.submit({ reason: 'a' })
  await change.retry()
  expect(send).toHaveBeenCalledTimes(1)
  answer('card')
  await first
})

test('takes whatever it fails with for an unknown outcome that is safe to repeat', async () => {
  const { send, shown, change } = begun()
  send.mockRejectedValue(new TypeError('x'))
  await change.submit({})
  expect(shown.at(-1).problem).toMatchObject({ code: 'unreachable', mayRetry: true })
})

test('makes random UUIDs, also where the page has no randomUUID', () => {
  const { crypto } = globalThis
  for (const given of [crypto, { getRandomValues: (into) => crypto.getRandomValues(into) }]) {
    Object.defineProperty(globalThis, 'crypto', { value: given, configurable: true })
    const made = Array.from({ length: 50 }, newIdempotencyKey)
    expect(new Set(made).size).toBe(50)
    for (const key of made) expect(key).toMatch(UUID_V4)
  }
  Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true })
})
