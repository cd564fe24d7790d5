/** Amounts stay text: a decimal string with its currency. Intl takes decimal strings as they are, without a float in between. */
export function formatAmount(amount: string | null, currency: string | null): string {
  if (amount === null || amount === '') return '--'
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return currency ? `${amount} ${currency}` : amount
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return amount
  // TypeScript's Intl types know decimal strings only from ES2023 on and only as a template type.
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount as `${number}`)
}

/** The CRM keeps a close date as an instant; the portal's calendar day is what people mean. */
export function formatDay(value: string | null, timeZone: string): string {
  const date = value ? new Date(value) : null
  if (!date || Number.isNaN(date.getTime())) return '--'
  return date.toLocaleDateString('en-US', { month: '2-digit', day: '2-digit', year: 'numeric', timeZone })
}

/** YYYY-MM-DD of an instant in a time zone. */
export function isoDay(instant: string | Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(instant))
  return parts.slice(0, 10)
}
