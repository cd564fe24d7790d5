import type { MoneyJson } from '../../../../../../shared/contract/money-json.ts'

/** How this viewer reads money and time. */
export interface Format {
  /** Currency symbol and every decimal that the server sent; the text is never turned into a float. */
  money(money: MoneyJson): string
  /** A calendar day, 'YYYY-MM-DD'. */
  day(day: string): string
  /** An instant, in the portal's time zone, which it names. */
  instant(iso: string): string
  /** "2 minutes ago" within a day, otherwise the instant. */
  ago(iso: string, nowMs: number): string
}

export function createFormat(userLocale: string | undefined, timeZone: string): Format {
  const locale = usableLocale(userLocale)
  const instant = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    money({ amount, currency }) {
      const digits = amount.split('.')[1]?.length ?? 0
      return new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(
        // The contract's pattern makes it numeric text, which Intl formats exactly however long it is.
        amount as `${number}`,
      )
    },
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    instant: (iso) => instant.format(new Date(iso)),
    ago(iso, nowMs) {
      const seconds = Math.floor((nowMs - Date.parse(iso)) / 1000)
      if (seconds < 0 || seconds >= 86_400) return instant.format(new Date(iso))
      if (seconds < 60) return relative.format(0, 'minute')
      return seconds < 3_600
        ? relative.format(-Math.floor(seconds / 60), 'minute')
        : relative.format(-Math.floor(seconds / 3_600), 'hour')
    },
  }
}

/** HubSpot writes some locales with an underscore; an unknown one falls back to the browser's. */
function usableLocale(locale: string | undefined): string | undefined {
  if (!locale) return undefined
  try {
    return Intl.getCanonicalLocales(locale.replace('_', '-'))[0]
  } catch {
    return undefined
  }
}
