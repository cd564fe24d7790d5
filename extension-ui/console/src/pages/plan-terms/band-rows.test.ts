import { expect, test } from 'vitest'
import { addBand, bandRows, removeBand, setBand } from './band-rows.ts'

const BANDS = [
  { upTo: '10.00', percent: '5', note: 'kept' },
  { upTo: null, percent: '8' },
]

test('each band begins where the one before ends', () => {
  expect(bandRows(BANDS)).toEqual([
    { from: '', upTo: '10.00', percent: '5' },
    { from: '10.00', upTo: null, percent: '8' },
  ])
})

test('bands that are no list, or hold numbers, are still shown', () => {
  expect(bandRows(undefined)).toEqual([])
  expect(bandRows([{ upTo: 10, percent: 5 }])).toEqual([{ from: '', upTo: '10', percent: '5' }])
})

test('a new band goes before the one without an end, so that there is still one for every amount', () => {
  expect(addBand(BANDS).map((band) => bandRows([band])[0]?.upTo)).toEqual(['10.00', '', null])
  expect(addBand([{ upTo: '10.00', percent: '5' }]).at(-1)).toEqual({ upTo: null, percent: '' })
  expect(addBand(undefined)).toEqual([{ upTo: null, percent: '' }])
})

test('changing and removing one band leaves the others, with the keys that the editor does not know', () => {
  expect(setBand(BANDS, 0, { percent: '6' })).toEqual([
    { upTo: '10.00', percent: '6', note: 'kept' },
    BANDS[1],
  ])
  expect(removeBand(BANDS, 1)).toEqual([BANDS[0]])
})
