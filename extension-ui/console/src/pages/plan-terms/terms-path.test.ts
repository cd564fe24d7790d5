import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePath, pathText, setAt, valueAt } from './terms-path.ts'

const TERMS = {
  id: 'referral',
  note: { kept: true },
  rules: [
    { id: 'a', cap: '5.00', extra: { ticket: 'FIN-1' } },
    { id: 'b', when: { tiers: ['gold'] } },
  ],
}

test('a place is written as lint writes it, and read back', () => {
  const path = ['rules', 0, 'rate', 'bands', 1, 'upTo']
  expect(pathText(path)).toBe('rules[0].rate.bands[1].upTo')
  expect(parsePath('rules[0].rate.bands[1].upTo')).toEqual(path)
  expect(parsePath('')).toEqual([])
})

test('changing one place keeps every key that the editor does not know', () => {
  const next = setAt(TERMS, ['rules', 0, 'cap'], '7.00')
  expect(next).toEqual({
    ...TERMS,
    rules: [{ id: 'a', cap: '7.00', extra: { ticket: 'FIN-1' } }, TERMS.rules[1]],
  })
  expect(TERMS.rules[0]?.cap).toBe('5.00')
})

test('taking a value away takes its key, and the condition that is left empty', () => {
  expect(setAt(TERMS, ['rules', 1, 'when', 'tiers'], undefined).rules).toEqual([TERMS.rules[0], { id: 'b' }])
  expect(setAt({ rules: [{ rate: { kind: 'flat' } }] }, ['rules', 0, 'rate', 'kind'], undefined)).toEqual({
    rules: [{ rate: {} }],
  })
})

test('objects on the way are made where there were none, also over something else', () => {
  expect(setAt({}, ['earning', 'kind'], 'onWon')).toEqual({ earning: { kind: 'onWon' } })
  expect(setAt({ rules: 'nonsense' }, ['rules', 0, 'id'], 'a')).toEqual({ rules: [{ id: 'a' }] })
})

test('a key named __proto__ is a key like any other and changes no prototype', () => {
  const terms = setAt({}, ['__proto__', 'polluted'], 'yes')
  expect(Object.getPrototypeOf(terms)).toBe(Object.prototype)
  expect(valueAt(terms, ['__proto__', 'polluted'])).toBe('yes')
  expect(Object.hasOwn({}, 'polluted')).toBe(false)
})

test('what was set is found, and setting back what was there changes nothing', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()),
      fc.string({ minLength: 1 }),
      fc.jsonValue(),
      (others, key, value) => {
        const terms = { rules: [others] }
        const path = ['rules', 0, key]
        expect(valueAt(setAt(terms, path, value), path)).toEqual(value)
        for (const known of Object.keys(others))
          expect(setAt(terms, ['rules', 0, known], others[known])).toEqual(terms)
      },
    ),
  )
})
