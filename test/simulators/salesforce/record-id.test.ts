import { describe, expect, it } from 'vitest'
import { canonicalDecimal, compareDecimals, javaDouble, roundedDecimal } from './decimal.ts'
import { demoPeople } from './demo-people.ts'
import { idOf, normalisedId } from './record-id.ts'

describe('ids', () => {
  it.each([
    '00DHp000000PDskMAG',
    '005R0000000UyrWIAS',
    '005R0000000GiwjIAC',
    '750R0000000zxr8IAA',
    ...demoPeople.map(({ id }) => id),
  ])('%s has the check characters of its first fifteen', (id) => {
    expect(normalisedId(id.slice(0, 15))).toBe(id)
    expect(normalisedId(id)).toBe(id)
  })

  it('with a wrong check character, another length or another alphabet are none', () => {
    for (const text of ['00DHp000000PDskMAA', '00DHp000000PDsk1', '00DHp000000PD-k', ''])
      expect(normalisedId(text)).toBeUndefined()
  })

  it('sort in the order in which they were given out', () => {
    const ids = [1, 9, 10, 35, 36, 61, 62, 3_843, 3_844].map((count) => idOf('006', count))
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('decimals', () => {
  it('have one notation', () => {
    expect(['007.50', '-0.0', '.5', '1.5E3', '12e-3', '48000'].map(canonicalDecimal)).toEqual([
      '7.5',
      '0',
      '0.5',
      '1500',
      '0.012',
      '48000',
    ])
    expect(['', '.', '1,5', 'ten', 'NaN'].map(canonicalDecimal)).toEqual(Array(5).fill(undefined))
  })

  it('round half up and compare by value', () => {
    expect([roundedDecimal('1.005', 2), roundedDecimal('-1.995', 2), roundedDecimal('0.4', 0)]).toEqual([
      '1.01',
      '-2',
      '0',
    ])
    expect(compareDecimals('9007199254740993', '9007199254740992.5')).toBe(1)
    expect(compareDecimals('-2', '-1.5')).toBe(-1)
  })

  it('are written as Java does where the org is told to', () => {
    expect(['10000000', '1234567.5', '-350000000', '5'].map(javaDouble)).toEqual([
      '1.0E7',
      '1234567.5',
      '-3.5E8',
      '5.0',
    ])
  })
})
