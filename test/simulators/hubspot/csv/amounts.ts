const symbols: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' }

export interface ParsedAmount {
  /** Decimal text with a point. */
  amount: string
  /** When the text itself names one. */
  currency?: string
}

/** Reads `1054`, `$1,054.50`, `EUR 12.5`, `-20`, `(20)`. Anything that could mean two things is undefined. */
export function parseAmount(text: string): ParsedAmount | undefined {
  const match =
    /^(\()?(-)?\s*([$€£]|[A-Z]{3})?\s*(-)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([A-Z]{3}|[€£])?(\))?$/.exec(
      text.trim(),
    )
  if (match === null) return undefined
  const [, open, minus, before, innerMinus, whole = '', fraction = '', after, close] = match
  if ((open === undefined) !== (close === undefined) || (before !== undefined && after !== undefined))
    return undefined
  const negative = open !== undefined || minus !== undefined || innerMinus !== undefined
  const sign = before ?? after
  const currency = sign === undefined ? undefined : (symbols[sign] ?? sign)
  return {
    amount: `${negative ? '-' : ''}${whole.replaceAll(',', '')}${fraction}`,
    ...(currency !== undefined && { currency }),
  }
}
