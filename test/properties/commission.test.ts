import fc from 'fast-check'
import { describe, it } from 'vitest'
import { COMMISSION_PROPERTIES } from './commission-properties.ts'

/** `npm run fuzz` runs the same with many more; a failure prints its seed, and `npm run fuzz -- --seed N` repeats it. */
describe('any plan on any deal', () => {
  it.each(COMMISSION_PROPERTIES)('$name', ({ arbitrary, check }) => {
    fc.assert(fc.property(arbitrary, check), { numRuns: 2000 })
  })
})
