/** Product of two decimal texts, rounded half up to two decimals. Decimal text throughout: a float would invent cents. */
export function decimalProduct(left: string, right: string): string {
  const a = scaled(left)
  const b = scaled(right)
  const scale = a.scale + b.scale
  const cents = roundedShift(a.digits * b.digits, scale - 2)
  const negative = cents < 0n
  const text = (negative ? -cents : cents).toString().padStart(3, '0')
  return `${negative ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

function scaled(text: string): { digits: bigint; scale: number } {
  const [whole = '0', fraction = ''] = text.split('.')
  return { digits: BigInt(`${whole}${fraction}` || '0'), scale: fraction.length }
}

function roundedShift(value: bigint, places: number): bigint {
  if (places <= 0) return value * 10n ** BigInt(-places)
  const divisor = 10n ** BigInt(places)
  const half = value < 0n ? -divisor / 2n : divisor / 2n
  return (value + half) / divisor
}
