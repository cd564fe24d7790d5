/** What is wrong with an amount as typed, null when it can be sent. The server knows the decimals of each currency. */
export function amountFault(typed: string, { zero }: { zero: boolean }): string | null {
  const text = typed.trim()
  if (text === '') return zero ? null : 'Needed.'
  if (/^[\d.]+,\d{1,2}$/.test(text)) return 'Write the decimals after a point: 7200.00.'
  if (!/^\d+(\.\d+)?$/.test(text)) return 'Write a number such as 7200.00, without signs or spaces.'
  return zero || /[1-9]/.test(text) ? null : 'Must be above zero.'
}

/** What an empty field means where nothing may stand. */
export const orZero = (typed: string) => typed.trim() || '0'
