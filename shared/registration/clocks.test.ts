import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isProtected, protectedUntil } from './protection.ts'
import { pauseSla, resumeSla, slaText, startSla } from './sla.ts'

const at = (text: string) => new Date(text)

describe('protection', () => {
  it.each([
    ['2026-01-15T10:00:00.000Z', '2026-04-15T10:00:00.000Z'],
    ['2026-01-31T00:00:00.000Z', '2026-05-01T00:00:00.000Z'],
  ])('from %s lasts 90 days of 24 hours, to %s', (approved, until) => {
    expect(protectedUntil(at(approved), 90)).toEqual(at(until))
  })

  it('includes its last instant and not the millisecond after', () => {
    const until = protectedUntil(at('2026-01-15T10:00:00.000Z'), 90)
    expect(isProtected(until, at('2026-04-15T10:00:00.000Z'))).toBe(true)
    expect(isProtected(until, at('2026-04-15T10:00:00.001Z'))).toBe(false)
    expect(isProtected(null, at('2026-04-15T10:00:00.001Z'))).toBe(false)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %s days', (days) => {
    expect(() => protectedUntil(new Date(0), days)).toThrow(RangeError)
  })
})

describe('decision time', () => {
  const policy = { kind: 'calendarHours', hours: 48 } as const

  it('counts calendar hours over a weekend', () => {
    expect(startSla(at('2026-01-16T16:00:00Z'), policy).dueAt).toEqual(at('2026-01-18T16:00:00Z'))
  })

  it.each([
    ['2026-01-16T22:30:00Z', '41 h left'],
    ['2026-01-18T15:35:00Z', '25 min left'],
    ['2026-01-18T16:00:00Z', '0 min left'],
    ['2026-01-18T19:10:00Z', 'overdue by 3 h'],
    ['2026-01-18T16:05:00Z', 'overdue by 5 min'],
  ])('at %s shows "%s"', (now, text) => {
    expect(slaText(startSla(at('2026-01-16T16:00:00Z'), policy), at(now))).toBe(text)
  })

  it('stands still while an answer is awaited', () => {
    const running = startSla(at('2026-01-16T16:00:00Z'), policy)
    const paused = pauseSla(running, at('2026-01-16T20:00:00Z'))
    expect(slaText(paused, at('2026-03-01T00:00:00Z'))).toBe('paused')
    expect(resumeSla(paused, at('2026-01-17T02:00:00Z'))).toEqual({
      dueAt: at('2026-01-18T22:00:00Z'),
      pausedAt: null,
    })
  })

  it('leaves as much time after pauses as there was before them', () => {
    const ms = fc.integer({ min: 0, max: 10 ** 9 })
    fc.assert(
      fc.property(fc.array(fc.tuple(ms, ms), { maxLength: 10 }), (pauses) => {
        let clock = startSla(new Date(0), policy)
        let now = 0
        let worked = 0
        for (const [work, pause] of pauses) {
          now += work
          worked += work
          clock = pauseSla(clock, new Date(now))
          now += pause
          clock = resumeSla(clock, new Date(now))
        }
        expect(clock.dueAt.getTime() - now).toBe(48 * 3600_000 - worked)
      }),
    )
  })
})
