import { expect, it } from 'vitest'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const BANDS = [
  { upTo: '10000.00', percent: '20' },
  { upTo: '25000.00', percent: '25' },
  { upTo: null, percent: '30' },
]
const volume = (changes: Record<string, unknown> = {}, rule: Record<string, unknown> = {}) =>
  sampleTerms({ rules: [sampleRule({ rate: { kind: 'volume', bands: BANDS, ...changes }, ...rule })] })

it('says what exactly each limit pays either way when nothing says to which band it belongs', () => {
  const [finding, ...others] = foundIn('boundary_unstated', volume())
  expect(others).toEqual([])
  expect(finding).toMatchObject({ severity: 'warning', path: 'rules[0].rate.boundary' })
  expect(finding?.why).toContain('Exactly $10,000.00 pays $2,000.00 as it stands and $2,500.00 if')
  expect(finding?.why).toContain('exactly $25,000.00 pays $6,250.00 as it stands and $7,500.00 if')
})

it('says nothing once it is stated, either way, or where it moves no money', () => {
  expect(foundIn('boundary_unstated', volume({ boundary: 'inclusive' }))).toEqual([])
  expect(foundIn('boundary_unstated', volume({ boundary: 'exclusive' }))).toEqual([])
  expect(foundIn('boundary_unstated', volume({}, { cap: '100.00' }))).toEqual([])
  expect(foundIn('boundary_unstated', volume({ kind: 'graduated' }))).toEqual([])
})
