/** Domains as people paste them: lines, commas, whole addresses with scheme, path or mail name. */
export function domainsOf(text: string): string[] {
  const domains = text
    .split(/[\s,;]+/)
    .map((part) =>
      part
        .toLowerCase()
        .replace(/^[a-z]+:\/\//, '')
        .replace(/^.*@/, '')
        .replace(/^www\./, '')
        .replace(/[/?#:].*$/, ''),
    )
    .filter(Boolean)
  return [...new Set(domains)]
}
