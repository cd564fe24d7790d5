/** What is wrong with a decimal that somebody types; null when it can be sent. The text itself is never converted to a number. */
export function decimalFault(text: string): string | null {
  if (/^\d{1,60}(\.\d{1,20})?$/.test(text)) return null
  if (text.trim() === '') return 'Write a number.'
  if (/\d,\d{3}(\D|$)/.test(text)) return 'Write it without thousands separators, such as 10000.00.'
  if (/,/.test(text)) return 'Write the decimals after a point: 12.5.'
  if (/%/.test(text)) return 'Write only the number, without %.'
  if (/^\s*[-+]/.test(text)) return 'Write it without a sign.'
  if (/[$€£¥]|[A-Za-z]{3}/.test(text)) return 'Write only the number; the currency is the plan’s.'
  if (/e/i.test(text)) return 'Write all digits, without an exponent.'
  return 'Write digits, with decimals after a point: 12.5.'
}

/** The same where nothing may be written. */
export const optionalDecimalFault = (text: string): string | null => (text === '' ? null : decimalFault(text))
