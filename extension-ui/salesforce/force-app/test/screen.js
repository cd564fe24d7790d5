import { createElement } from 'lwc'

/** Puts a component on the page as its only one. */
export function mount(Component, properties = {}) {
  document.body.replaceChildren()
  const element = createElement('c-under-test', { is: Component })
  Object.assign(element, properties)
  document.body.append(element)
  return element
}

/** Lets replies arrive and what they change be drawn. */
export async function settle() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

/** Every node that is drawn, in the order of reading, through shadow roots and slots. */
export function* drawn(node) {
  yield node
  for (const child of drawnChildren(node)) yield* drawn(child)
}

/** All elements that match, wherever they are drawn beneath `root`. */
export function all(root, selector) {
  return [...drawn(root)].filter((node) => node.matches?.(selector))
}

export function one(root, selector) {
  const found = all(root, selector)
  if (found.length !== 1) throw new Error(`${found.length} of "${selector}" in: ${text(root)}`)
  return found[0]
}

/** What can be read, words of neighbouring elements apart by one space. */
export function text(root) {
  return [...drawn(root)]
    .flatMap((node) => {
      if (node.nodeType === Node.TEXT_NODE) return [node.data]
      // Stubs of these draw nothing.
      if (node.matches?.('lightning-checkbox-group, lightning-combobox')) {
        return [node.label, ...node.options.map((option) => option.label)]
      }
      return []
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The native buttons that say `label`. */
export function buttons(root, label) {
  return all(root, 'button').filter((button) => text(button) === label)
}

/** Clicks the one button that says `label`, and lets what follows happen. */
export async function press(root, label) {
  const found = buttons(root, label)
  if (found.length !== 1) throw new Error(`${found.length} buttons "${label}" in: ${text(root)}`)
  found[0].click()
  await settle()
}

/** Types into the field that a base component draws for `data-field`. */
export async function type(root, field, value) {
  const host = one(root, `[data-field="${field}"]`)
  const input = one(host, 'input, textarea')
  input.value = value
  input.dispatchEvent(new Event('change'))
  await settle()
}

/** Which labels are on primary buttons. */
export function primaryButtons(root) {
  return all(root, 'lightning-button')
    .filter((button) => button.variant === 'brand')
    .map((button) => button.label)
}

/** An error as Apex hands it over: a controller's problem details as the exception's message. */
export function apexProblem(problem) {
  const whole = {
    status: 422,
    code: 'rule_violated',
    detail: 'Another partner already sourced this deal.',
    ...problem,
  }
  return { status: 500, body: { message: JSON.stringify(whole) } }
}

/** What stands directly inside a node on the page: its shadow root, or what a slot was given. */
export function drawnChildren(node) {
  if (node.tagName === 'SLOT') {
    const assigned = node.assignedNodes()
    return assigned.length > 0 ? assigned : [...node.childNodes]
  }
  return [...(node.shadowRoot ?? node).childNodes]
}
