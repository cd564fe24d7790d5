/** A text is made harmless for spreadsheets; an amount is decimal text of our own and stays a number. */
export type CsvCell = string | { amount: string }

/** RFC 4180: CRLF lines, quotes where needed. */
export function csv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/**
 * Spreadsheets run a cell as a formula when it begins with one of these, some also after blanks or in
 * full width. A leading apostrophe makes them show the text as it is.
 */
const RUNS_AS_FORMULA = /^(?:[\t\r\n\0]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])/u

/** Most cells: they begin with a letter or digit and have nothing in them that means something to anybody. */
const PLAIN = /^[a-z\d](?:[\w .:-]*\w)?$/i

function cell(value: CsvCell): string {
  if (typeof value !== 'string') {
    if (!/^-?\d+(\.\d+)?$/.test(value.amount)) throw new RangeError(`"${value.amount}" is not decimal text.`)
    return value.amount
  }
  if (value === '' || PLAIN.test(value)) return value
  const safe = RUNS_AS_FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
