/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** The only way by which text gets into a query: a literal that means exactly this text. */
export function soqlString(text: string): string {
  return `'${text.replace(/[\\'"\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)}'`
}

/** Stamps have whole seconds: a fraction is dropped, so that "since" loses nothing. */
export function soqlInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

export function soqlIn(field: string, values: readonly string[]): string {
  return `${field} IN (${values.map(soqlString).join(',')})`
}
