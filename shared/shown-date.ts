const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A calendar date such as "2026-12-01" as sentences write it: "Dec 1, 2026". Data for machines keeps the ISO form. */
export function shownDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  const name = MONTHS[(month ?? 0) - 1]
  if (year === undefined || name === undefined || day === undefined) {
    throw new RangeError(`"${date}" is no calendar date`)
  }
  return `${name} ${day}, ${year}`
}
