const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checkDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The 18-character form of a 15-character id: each check character says which of five characters are capitals. */
export function withCheckCharacters(id15: string): string {
  let check = ''
  for (let start = 0; start < 15; start += 5) {
    let bits = 0
    for (let i = 0; i < 5; i += 1) if (/[A-Z]/.test(id15[start + i] ?? '')) bits |= 1 << i
    check += checkDigits[bits]
  }
  return id15 + check
}

/** The 18-character form of a well-formed id of either length, or undefined. Ids are case-sensitive. */
export function normalisedId(text: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(text)) return undefined
  const id = withCheckCharacters(text.slice(0, 15))
  return text.length === 15 || text === id ? id : undefined
}

/** The `count`-th id of an object, given its key prefix. Later ids sort after earlier ones, byte by byte. */
export function idOf(keyPrefix: string, count: number): string {
  let number = count
  let text = ''
  for (let i = 0; i < 9; i += 1) {
    text = (digits[number % 62] ?? '0') + text
    number = Math.floor(number / 62)
  }
  return withCheckCharacters(`${keyPrefix}Hp0${text}`)
}
