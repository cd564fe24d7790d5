const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18-character form of a record id; null for what is none. The 15-character form means something else in another
 * case; the last three characters of the long one say which letters are capitals.
 */
export function fullId(id: string): string | null {
  if (/^[A-Za-z0-9]{15}$/.test(id)) return id + suffixOf(id)
  if (!/^[A-Za-z0-9]{15}[A-Z0-5]{3}$/.test(id)) return null
  return suffixOf(id.slice(0, 15)) === id.slice(15) ? id : null
}

function suffixOf(id: string): string {
  return [0, 5, 10]
    .map((start) => {
      let bits = 0
      for (let at = 0; at < 5; at++) if (/[A-Z]/.test(id[start + at] ?? '')) bits |= 1 << at
      return LETTERS[bits] ?? ''
    })
    .join('')
}
