import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlaps, type StandingVersion, takeOver, windowStatus } from './publish-window.ts'

const TODAY = '2026-11-21'
const standing = (version: number, effectiveFrom: string, effectiveTo: string | null): StandingVersion => ({
  id: `v${version}`,
  version,
  effectiveFrom,
  effectiveTo,
})
const window = (effectiveFrom: string, effectiveTo: string | null = null) => ({ effectiveFrom, effectiveTo })

describe('publishing a version', () => {
  test('ends the version in force on the day before, and says so', () => {
    expect(takeOver(window('2027-01-01'), [standing(1, '2016-01-01', null)], TODAY)).toEqual({
      ok: true,
      ends: [{ id: 'v1', version: 1, effectiveTo: '2026-12-31' }],
      text: 'Deals come under this version from Jan 1, 2027 on. Version 1 ends on Dec 31, 2026; deals that close until then stay under it.',
    })
  })

  test('moves nothing where no window is touched', () => {
    const versions = [standing(1, '2025-01-01', '2026-12-31'), standing(2, '2028-01-01', null)]
    expect(takeOver(window('2027-01-01', '2027-12-31'), versions, TODAY)).toMatchObject({
      ok: true,
      ends: [],
    })
  })

  test('never takes a day that has begun from the version in force', () => {
    const versions = [standing(1, '2016-01-01', null)]
    for (const from of ['2026-11-01', TODAY]) {
      const answer = takeOver(window(from), versions, TODAY)
      expect(answer).toMatchObject({ ok: false })
      expect(JSON.stringify(answer)).toContain('Nov 22, 2026')
    }
    expect(takeOver(window('2026-11-22'), versions, TODAY)).toMatchObject({ ok: true })
  })

  test('takes no day from a version that is over either, and may begin right after it', () => {
    const versions = [standing(1, '2016-01-01', '2025-12-31')]
    expect(takeOver(window('2025-06-01'), versions, TODAY)).toEqual({
      ok: false,
      because:
        'Version 1 was in force until Dec 31, 2025, and deals that closed until then come under it. Let this version start on Jan 1, 2026 or later.',
    })
    expect(takeOver(window('2026-01-01'), versions, TODAY)).toMatchObject({ ok: true, ends: [] })
  })

  test.each([
    ['swallows a whole window', window('2026-12-01'), standing(2, '2027-01-01', '2027-12-31')],
    ['begins on the same day', window('2027-01-01'), standing(2, '2027-01-01', null)],
    ['reaches into a later start', window('2026-12-01', '2027-01-01'), standing(2, '2027-01-01', null)],
  ])('is refused when it %s', (_what, own, later) => {
    const answer = takeOver(own, [standing(1, '2016-01-01', '2026-11-30'), later], TODAY)
    expect(answer).toMatchObject({ ok: false })
    expect(JSON.stringify(answer)).toContain('Version 2 is published from Jan 1, 2027 on')
  })

  test('says from when on nothing is in force', () => {
    const versions = [standing(1, '2016-01-01', null)]
    expect(takeOver(window('2027-01-01', '2027-03-31'), versions, TODAY)).toMatchObject({
      text: expect.stringContaining('From Apr 1, 2027 on no version is in force until another is published.'),
    })
    const gap = [standing(1, '2016-01-01', '2026-12-31'), standing(2, '2028-01-01', null)]
    expect(takeOver(window('2027-01-01', '2027-12-30'), gap, TODAY)).toMatchObject({
      text: expect.stringContaining('From Dec 31, 2027 to Dec 31, 2027 no version is in force.'),
    })
    expect(takeOver(window('2027-01-01', '9999-12-31'), versions, TODAY)).toMatchObject({ ok: true })
  })

  test('is refused when it ends before it begins', () => {
    expect(takeOver(window('2027-01-01', '2026-12-31'), [], TODAY)).toMatchObject({ ok: false })
  })
})

test('a window is coming, in force and over by whole days', () => {
  const own = window('2026-11-21', '2026-11-22')
  const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']
  expect(days.map((day) => windowStatus(own, day))).toEqual(['coming', 'in_force', 'in_force', 'superseded'])
  expect(windowStatus(window('2026-11-21'), '2030-01-01')).toBe('in_force')
})

const day = fc
  .integer({ min: 0, max: 60 })
  .map((offset) => new Date(Date.UTC(2026, 10, 1 + offset)).toISOString().slice(0, 10))
const anyWindow = fc
  .tuple(day, fc.option(day))
  .map(([from, to]) => window(from, to === null || to < from ? null : to))

test('whatever is published in whatever order: no two windows share a day, no start moves, no past day changes hands', () => {
  fc.assert(
    fc.property(fc.array(anyWindow, { maxLength: 12 }), day, (published, today) => {
      let versions: StandingVersion[] = []
      published.forEach((own, index) => {
        const answer = takeOver(own, versions, today)
        if (!answer.ok) return
        const ends = new Map(answer.ends.map(({ id, effectiveTo }) => [id, effectiveTo]))
        for (const before of versions) {
          const end = ends.get(before.id)
          if (end === undefined) continue
          expect(end >= before.effectiveFrom && end >= today).toBe(true)
          expect(before.effectiveTo === null || end < before.effectiveTo).toBe(true)
        }
        versions = versions.map((one) => ({ ...one, effectiveTo: ends.get(one.id) ?? one.effectiveTo }))
        versions.push({ ...own, id: `v${index}`, version: index })
        for (const a of versions)
          for (const b of versions) if (a.id < b.id) expect(overlaps(a, b), `${a.id} ${b.id}`).toBe(false)
      })
    }),
  )
})
