/** Salesforce keeps a date as a calendar day, without a time zone. */
export function formatDate(value: string | null): string {
  if (value === null || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return value || '--'
  return new Date(`${value}T00:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC' })
}
