import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soqlIn, soqlInstant, soqlString } from '../../connectors/salesforce/soql.ts'
import { parseSoql } from '../simulators/salesforce/soql/parse.ts'

/** The text that Salesforce's parser would take the literal for. */
function understood(literal: string): unknown {
  const { where } = parseSoql(`SELECT Id FROM Account WHERE Name = ${literal} LIMIT 1`)
  if (where?.kind !== 'compare' || where.value.kind !== 'string')
    throw new Error('not one comparison with a text')
  return where.value.text
}

test.each([
  "'",
  "\\'",
  '\\',
  "\\\\'",
  '"',
  "x' OR Name != '",
  '\n\r\t\b\f',
  "'; DELETE",
  '%_',
  '\\u0027',
  'ü🤝',
])('%j is found as it is', (text) => {
  expect(understood(soqlString(text))).toBe(text)
})

test('whatever is searched for, the query means exactly that and has one literal', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      "'",
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      '\b',
      '\f',
      '\\n',
      "\\'",
      ' OR ',
      '--',
      '/*',
      '%',
      '_',
      ':x',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(understood(soqlString(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test('a list means its members', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (texts) => {
      const { where } = parseSoql(`SELECT Id FROM Account WHERE ${soqlIn('Name', texts)}`)
      expect(where).toMatchObject({ kind: 'in', values: texts.map((text) => ({ kind: 'string', text })) })
    }),
  )
})

test('an instant loses its fraction, never a second', () => {
  expect(soqlInstant(new Date('2026-11-21T14:00:05.999Z'))).toBe('2026-11-21T14:00:05Z')
})
