/** An ISO instant, or one in epoch milliseconds (both occur); null for nothing or nonsense. */
export function instantOf(text: string | null | undefined): Date | null {
  if (!text) return null
  const instant = new Date(/^-?\d+$/.test(text) ? Number(text) : text)
  return Number.isNaN(instant.getTime()) ? null : instant
}

/** `hs_merged_object_ids`: the ids that were merged into this record, separated by semicolons. */
export function mergedIds(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(';')
    .map((id) => id.trim())
    .filter((id) => id !== '')
}
