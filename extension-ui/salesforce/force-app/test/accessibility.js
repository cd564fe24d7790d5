import axe from 'axe-core'
import { drawnChildren } from './screen'

// jsdom has no layout, so colours and sizes cannot be judged here.
const RULES = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } }

/**
 * Fails with what axe finds in what `element` draws. axe sees a copy without shadow roots, as the accessibility tree
 * is, because synthetic shadow hides a component's inside from it.
 */
export async function expectAccessible(element) {
  const stage = document.createElement('main')
  stage.append(flattened(element))
  document.body.replaceChildren(stage)
  const { violations } = await axe.run(stage, { rules: RULES, resultTypes: ['violations'] })
  expect(
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`)),
  ).toEqual([])
}

function flattened(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return document.createTextNode(node.data ?? '')
  const copy = document.createElement(node.tagName === 'SLOT' ? 'span' : node.tagName)
  for (const { name, value } of node.attributes) copy.setAttribute(name, value)
  for (const child of drawnChildren(node)) copy.append(flattened(child))
  return copy
}
