import { expect, test } from 'vitest'
import { openWarnings, shownFindings, type ShownFinding } from './shown-findings.ts'

const finding = (id: string, given: Partial<ShownFinding> = {}): ShownFinding => ({
  id,
  code: 'cliff',
  severity: 'warning',
  path: '',
  message: '',
  why: '',
  fix: '',
  acknowledged: null,
  ...given,
})
const answered = { by: 'Casey', at: '2026-11-21T10:00:00.000Z', reason: 'meant' }

test('while typing lint is of what is typed, and who answered for a finding stays with it', () => {
  const saved = [finding('a', { acknowledged: answered }), finding('gone')]
  const shown = shownFindings(saved, [finding('a'), finding('new')])
  expect(shown.map(({ id, acknowledged }) => [id, acknowledged?.by ?? null])).toEqual([
    ['new', null],
    ['a', 'Casey'],
  ])
  expect(openWarnings(shown).map(({ id }) => id)).toEqual(['new'])
})

test('errors stand first, what is answered for last', () => {
  const saved = [finding('w'), finding('x', { acknowledged: answered }), finding('e', { severity: 'error' })]
  expect(shownFindings(saved, null).map(({ id }) => id)).toEqual(['e', 'w', 'x'])
})
