import { CardProblem } from 'c/cardProblem'
import { all, buttons, mount, one, settle, text } from './screen'

export const OPPORTUNITY = '006Hp00000CANALIAA'
/** What every change carries. */
export const KEY = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
)

/** Opens a modal as its opener would; `closed` is told what it closes with. */
export async function opened(Modal, properties) {
  const closed = jest.fn()
  const modal = mount(Modal, { recordId: OPPORTUNITY, ...properties })
  modal.addEventListener('close', (event) => closed(event.detail))
  await settle()
  return { modal, closed }
}

/** Chooses in a combobox, which its stub does not draw. */
export async function pick(root, field, value) {
  one(root, `[data-field="${field}"]`).dispatchEvent(new CustomEvent('change', { detail: { value } }))
  await settle()
}

/** Chooses a native radio button. */
export async function choose(root, value) {
  const input = one(root, `input[value="${value}"]`)
  input.checked = true
  input.dispatchEvent(new Event('change'))
  await settle()
}

/** The fault shown at a field; '' when there is none. */
export function faultAt(root, field) {
  return all(one(root, `[data-field="${field}"]`), '[role="alert"]')
    .map(text)
    .join(' ')
}

export const buttonWords = (root) => all(root, 'button').map(text)
export const isDisabled = (root, label) => buttons(root, label).every((button) => button.disabled)

/** A refusal by a rule: final. */
export const refusal = (over = {}) =>
  new CardProblem({
    status: 422,
    code: 'rule_violated',
    title: 'A rule of the programme refuses this',
    message: 'Another partner already sourced this deal.',
    mayRetry: false,
    ...over,
  })

/** No answer came back: trying again is safe. */
export const outage = () =>
  new CardProblem({
    status: 0,
    code: 'unreachable',
    title: 'Could not reach Partner Desk',
    message: 'It is not known whether this arrived.',
    mayRetry: true,
  })

/** A promise that a test settles itself. */
export function deferred() {
  let resolve, reject
  const promise = new Promise((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
