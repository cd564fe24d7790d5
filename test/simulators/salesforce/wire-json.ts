/** A number as it stands in a JSON text, digit for digit. A float would change an amount of eighteen digits. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Like JSON.stringify, with `JsonNumber` written as it is. */
export function writeJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.text
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

/** Like JSON.parse, with every number as a `JsonNumber`. */
export function readJson(text: string): unknown {
  const keepNumbers = (_key: string, value: unknown, context: { source?: string }): unknown =>
    typeof value === 'number' ? new JsonNumber(context.source ?? String(value)) : value
  // The library's types do not know the third argument yet; the runtime gives it.
  return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown)
}
