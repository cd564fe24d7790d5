import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, rule } from './ruling.ts'

const at = new Date('2026-03-01T12:00:00Z')
const candidate = (registrationId: string, completeAt: string, over: Partial<Candidate> = {}): Candidate => ({
  registrationId,
  partnerId: `partner-${registrationId}`,
  ineligibleBecause: null,
  protectedUntil: null,
  completeAt: new Date(completeAt),
  ...over,
})
const a = candidate('a', '2026-03-01T09:00:00.100Z')
const b = candidate('b', '2026-03-01T09:00:00.200Z')

describe('ruling', () => {
  it('gives priority to who was complete a tenth of a second earlier', () => {
    expect(rule([b, a], at)).toMatchObject({ winner: 'a', decidedBy: 'earlier_complete' })
  })

  it('counts from completeness, not from the first draft', () => {
    expect(rule([candidate('a', '2026-03-01T11:00:00Z'), b], at).winner).toBe('b')
  })

  it('keeps a claim filed in the gap ahead of the expired one submitted again', () => {
    const again = candidate('a2', '2026-03-01T09:01:00.200Z')
    expect(rule([again, b], at).winner).toBe('b')
  })

  it('puts a running protection before an earlier claim', () => {
    const holder = candidate('z', '2026-03-01T10:00:00Z', { protectedUntil: at })
    expect(rule([a, holder], at)).toMatchObject({ winner: 'z', decidedBy: 'existing_protection' })
    expect(rule([a, holder], new Date(at.getTime() + 1)).winner).toBe('a')
  })

  it('puts eligibility before everything, and names nobody when none is eligible', () => {
    const suspended = candidate('a', '2026-01-01T00:00:00Z', {
      ineligibleBecause: 'suspended',
      protectedUntil: at,
    })
    expect(rule([suspended, b], at)).toMatchObject({ winner: 'b', decidedBy: 'eligibility' })
    expect(rule([suspended], at)).toMatchObject({ winner: null, decidedBy: 'eligibility' })
  })

  it('breaks a tie by the lower id', () => {
    expect(
      rule([candidate('y', '2026-03-01T09:00:00Z'), candidate('x', '2026-03-01T09:00:00Z')], at),
    ).toMatchObject({
      winner: 'x',
      decidedBy: 'lower_id',
    })
  })

  it('lists every candidate and says what would have changed it', () => {
    const ruling = rule([a, b], at)
    expect(ruling.candidates.map(({ registrationId }) => registrationId)).toEqual(['a', 'b'])
    expect(ruling.wouldHaveChanged).toEqual([
      'b would have won if complete before 2026-03-01T09:00:00.100Z; it was at 2026-03-01T09:00:00.200Z.',
    ])
    expect(rule([a], at)).toMatchObject({ decidedBy: 'only_candidate', wouldHaveChanged: [] })
  })

  it('is the same in any order', () => {
    const instant = fc.integer({ min: 0, max: 3 }).map((ms) => new Date(at.getTime() + ms - 2))
    const candidates = fc.uniqueArray(
      fc.record<Candidate>({
        registrationId: fc.string({ minLength: 1, maxLength: 3 }),
        partnerId: fc.constant('p'),
        ineligibleBecause: fc.option(fc.constant('suspended')),
        protectedUntil: fc.option(instant),
        completeAt: instant,
      }),
      { selector: ({ registrationId }) => registrationId, minLength: 1, maxLength: 6 },
    )
    const shuffled = candidates.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(rule(other, at)).toEqual(rule(list, at))
      }),
    )
  })
})
