/** A decimal text without exponent and needless zeros: `1.50E3` → `1500`. Undefined for what is no number. */
export function canonicalDecimal(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim())
  if (match === null || (match[2] ?? '') + (match[3] ?? '') === '') return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  const before = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')
  const after = point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(point, 0))
  const kept = after.replace(/0+$/, '')
  const integer = before.replace(/^0+(?=\d)/, '')
  const value = kept === '' ? integer : `${integer}.${kept}`
  return sign === '-' && value !== '0' ? `-${value}` : value
}

/** Rounds half up, away from zero, to so many places. */
export function roundedDecimal(canonical: string, places: number): string {
  const negative = canonical.startsWith('-')
  const [whole = '0', fraction = ''] = canonical.replace('-', '').split('.')
  if (fraction.length <= places) return canonical
  const scaled = BigInt(whole + fraction.slice(0, places)) + (Number(fraction[places]) >= 5 ? 1n : 0n)
  const text = scaled.toString().padStart(places + 1, '0')
  const point = text.length - places
  return canonicalDecimal(`${negative ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`) ?? '0'
}

export function compareDecimals(left: string, right: string): number {
  const places = Math.max(left.split('.')[1]?.length ?? 0, right.split('.')[1]?.length ?? 0)
  const difference = scaledTo(left, places) - scaledTo(right, places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function scaledTo(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(places, '0'))
}

/** As Java prints a double: always with a point, from ten million on with an exponent. */
export function javaDouble(canonical: string): string {
  const [whole = '0', fraction] = canonical.replace('-', '').split('.')
  if (whole.length < 8) return canonical.includes('.') ? canonical : `${canonical}.0`
  const mantissa = `${whole.slice(1)}${fraction ?? ''}`.replace(/0+$/, '')
  return `${canonical.startsWith('-') ? '-' : ''}${whole[0]}.${mantissa === '' ? '0' : mantissa}E${whole.length - 1}`
}
