/** Texts that look like a secret or like personal data, blanked inside a longer text. Order matters: the named forms first. */
export function scrubText(text: string): string {
  if (text.length > MAX_TEXT)
    return `${scrubText(text.slice(0, MAX_TEXT))} [${text.length - MAX_TEXT} more characters]`
  let clean = text
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
  return clean
}

/** Blanks the given texts wherever they appear. Short ones are left: they would blank half of every line. */
export function withoutLiterals(literals: readonly string[]): (text: string) => string {
  const worth = literals.filter((literal) => literal.length >= 8)
  return (text) => worth.reduce((clean, literal) => clean.replaceAll(literal, REDACTED), text)
}

const REDACTED = '[redacted]'
const MAX_TEXT = 20_000

const SECRET_NAMES =
  '[a-z0-9_-]{0,30}(?:token|secret|passw(?:or)?d|signature|ticket|api[_-]?key|authorization|assertion|verifier|session)[a-z0-9_-]{0,30}|state|sid'

/** Every repetition is bounded or anchored, so that a hostile text costs linear time. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A header line: everything up to the line's end is the secret.
  [
    /\b((?:set-)?cookie|(?:proxy-)?authorization|x-hubspot-signature(?:-v\d)?)(["']?\s*[:=]\s*)[^\r\n]+/gi,
    `$1$2${REDACTED}`,
  ],
  [/\b(bearer|basic)\s+[^\s"',;]+/gi, `$1 ${REDACTED}`],
  // `name=value` and, quoted, `"name": "value"`, also where JSON is quoted inside JSON.
  [
    new RegExp(
      `(\\b(?:${SECRET_NAMES})(?:=|\\\\{0,3}["']\\s?:\\s?)\\\\{0,3}["']?)([^\\s&"'\\\\,;)}]+)`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  // `name: value` in prose: `signature: stale` stays readable.
  [
    new RegExp(`(\\b(?:${SECRET_NAMES}):\\s?)(?=\\S{0,40}\\d|\\S{16})([^\\s&"'\\\\,;)}]+)`, 'gi'),
    `$1${REDACTED}`,
  ],
  // An OAuth code; `code=ECONNREFUSED` and `"code":"not_found"` stay readable.
  [
    /(\bcode(?:=|\\{0,3}["']\s?:\s?)\\{0,3}["']?)(?=[^\s&"'\\,;]{0,200}\d)(?![A-Z0-9_]+\b)([^\s&"'\\,;)}]{8,})/g,
    `$1${REDACTED}`,
  ],
  // user:password@ in a URL.
  [/:\/\/[^\s/@"']+@/g, `://${REDACTED}@`],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, REDACTED],
  // HubSpot: private app and personal tokens, regional refresh tokens.
  [/\bpat-[a-z0-9-]{8,}/gi, REDACTED],
  [/\b(?:na|eu|ap|jp|ca)\d-[0-9a-z]{2,}(?:-[0-9a-z]+){3,}/gi, REDACTED],
  // Salesforce: session ids (org, then an opaque part with dots) and refresh tokens.
  [/\b00D[A-Za-z0-9]{12,15}![\w.+/=-]{8,}/g, REDACTED],
  [/\b5Aep[\w.+/=-]{16,}/g, REDACTED],
  // A base64 signature of 32 bytes.
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g, REDACTED],
  // Any long opaque run of mixed case and digits, as HubSpot's access tokens are. Hashes in hex have no upper case.
  [/(?<![\w-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{40,}/g, REDACTED],
  [/\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b/g, '[iban]'],
  [/[\w.!#$%&*+/=?^`{|}~-]{1,64}(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/gi, '[e-mail]'],
]
