import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csv } from './csv.ts'

/** Also cells that spreadsheets run, and ones that are nearly plain. */
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '＝',
      '\t',
      ' ',
      '\u200b',
      "'",
      '"',
      ',',
      '\r',
      '\n',
      'A',
      '1',
      '.',
    ),
  }),
)
const RUN_BY_SPREADSHEETS = /^[\s\u200b\ufeff\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/u

test('a text comes back as it is, or behind an apostrophe where a spreadsheet would run it', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (texts) => {
      const [row] = parse(csv([texts]), { relax_column_count: true }) as string[][]
      expect(row).toEqual(texts.map((text) => (RUN_BY_SPREADSHEETS.test(text) ? `'${text}` : text)))
    }),
    { numRuns: 5_000 },
  )
})

test('an amount stays a number, and is nothing but decimal text', () => {
  expect(csv([[{ amount: '-12.50' }, { amount: '0' }]])).toBe('-12.50,0\r\n')
  for (const amount of ['', '1e3', '+1', '=1', '1,000.00', 'NaN', '1.']) {
    expect(() => csv([[{ amount }]])).toThrow(RangeError)
  }
})
