/**
 * The query's parameters, or undefined when one of them comes twice, in whatever case or escaping. A user can have
 * HubSpot sign an address with a second `portalId` beside the true one, and frameworks turn repetition into arrays.
 */
export function singleParameters(url: string): Map<string, string> | undefined {
  const start = url.indexOf('?')
  const parameters = new Map<string, string>()
  if (start === -1) return parameters
  const seen = new Set<string>()
  for (const [name, value] of new URLSearchParams(url.slice(start + 1).split('#')[0])) {
    // `a[]`, `a[0]` and `a.b` name `a` again to some parsers.
    const plain = name.toLowerCase().replace(/[[.].*$/s, '')
    if (seen.has(plain)) return undefined
    seen.add(plain)
    parameters.set(name, value)
  }
  return parameters
}
