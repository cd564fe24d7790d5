/** TypeScript does not know these parts of ECMAScript 2026 yet, which Node 24 has. */
interface SourceContext {
  source?: string
}
type SourceReviver = (this: unknown, key: string, value: unknown, context: SourceContext) => unknown
// The same function, seen with the third argument that its reviver is given.
const parse = JSON.parse as (text: string, reviver: SourceReviver) => unknown
// Absent from the type of the JSON object only.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object }

/** JSON in which every number is its own text: 1234567890123456.78 keeps every cent, which no float does. */
export function parseExact(text: string): unknown {
  return parse(text, (_key, value, context) => (typeof value === 'number' ? context.source : value))
}

/** A number for `JSON.stringify`, written exactly as the text has it. Throws for what is no JSON number. */
export function exactNumber(decimal: string): object {
  if (!/^-?\d+(\.\d+)?$/.test(decimal)) throw new Error('not a decimal number')
  return rawJSON(decimal)
}

/** Salesforce writes large amounts with an exponent at times (1.0E7); the same number without. Other text is returned as it is. */
export function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', power = ''] = match
  const digits = whole + fraction
  const point = whole.length + Number(power)
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits
  const at = Math.max(point, 1)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const right = padded.slice(at).replace(/0+$/, '')
  return sign + left + (right === '' ? '' : `.${right}`)
}
