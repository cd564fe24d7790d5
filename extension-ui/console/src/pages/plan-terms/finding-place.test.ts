import { expect, test } from 'vitest'
import { findingPlace, findingsAt, findingsOfRule, placeName } from './finding-place.ts'

test.each([
  [
    'rules[2].rate.bands[1].upTo',
    { on: 'rule', index: 2, field: ['rate', 'bands', 1, 'upTo'] },
    'Rule 3, rate',
  ],
  ['rules[0]', { on: 'rule', index: 0, field: [] }, 'Rule 1'],
  ['effectiveFrom', { on: 'head', field: ['effectiveFrom'] }, 'First close date'],
  ['earning.parts[1].percent', { on: 'head', field: ['earning', 'parts', 1, 'percent'] }, 'Earning'],
  ['rules', { on: 'plan' }, 'The whole plan'],
  ['', { on: 'plan' }, 'The whole plan'],
])('%j belongs to %j, called %s', (path, place, name) => {
  expect(findingPlace(path)).toEqual(place)
  expect(placeName(path)).toBe(name)
})

const at = (...paths: string[]) => paths.map((path) => ({ path }))

test('a line shows what concerns it and nothing of the line whose number begins alike', () => {
  expect(findingsOfRule(at('rules[1].cap', 'rules[10].cap', 'rules', ''), 1)).toEqual(at('rules[1].cap'))
})

test('a field shows what concerns it or something inside it, and nothing of a field whose name begins alike', () => {
  const findings = at('rules[0].rate', 'rules[0].rate.percent', 'rules[0].rates', 'rules[0]')
  expect(findingsAt(findings, ['rules', 0, 'rate'])).toEqual(at('rules[0].rate', 'rules[0].rate.percent'))
})
