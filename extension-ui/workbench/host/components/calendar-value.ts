/** HubSpot's dates count months from 0; the browser's fields speak ISO text. */

interface DateValue {
  year: number
  month: number
  date: number
}

interface TimeValue {
  hours: number
  minutes: number
}

const two = (n: number): string => String(n).padStart(2, '0')

export function dateText(value: DateValue | null | undefined): string {
  return value ? `${String(value.year).padStart(4, '0')}-${two(value.month + 1)}-${two(value.date)}` : ''
}

export function dateOf(text: string): (DateValue & { formattedDate: string }) | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  return { year: Number(match[1]), month: Number(match[2]) - 1, date: Number(match[3]), formattedDate: text }
}

export function timeText(value: TimeValue | null | undefined): string {
  return value ? `${two(value.hours)}:${two(value.minutes)}` : ''
}

export function timeOf(text: string): TimeValue | null {
  const match = /^(\d{2}):(\d{2})/.exec(text)
  return match ? { hours: Number(match[1]), minutes: Number(match[2]) } : null
}
