/**
 * Noon of a calendar date where the org is. A close date has no time of day: noon is the same date in every time zone
 * that a plan may have within eleven hours of the org, midnight would be another one next door.
 */
export function noonOn(date: string, timeZone: string): Date | null {
  const key = `${timeZone} ${date}`
  let noonMs = noons.get(key)
  if (noonMs === undefined) {
    noonMs = findNoon(date, timeZone)?.getTime() ?? Number.NaN
    if (noons.size >= MOST_NOONS) noons.clear()
    noons.set(key, noonMs)
  }
  return Number.isNaN(noonMs) ? null : new Date(noonMs)
}

/** A hundred thousand deals close on some hundred days, and asking for a zone's clock costs more than all else of a deal. */
const noons = new Map<string, number>()
const MOST_NOONS = 20_000

function findNoon(date: string, timeZone: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const noon = new Date(`${date}T12:00:00Z`)
  if (Number.isNaN(noon.getTime())) return null
  return new Date(noon.getTime() - offsetMs(noon, timeZone))
}

/** How far the zone's clocks are ahead of UTC around then. */
function offsetMs(instant: Date, timeZone: string): number {
  const shown = clockIn(timeZone).formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(shown.find((candidate) => candidate.type === type)?.value)
  const asUtc = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return asUtc - instant.getTime()
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Made once for each zone: that costs more than a thousand uses. */
function clockIn(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(timeZone, clock)
  }
  return clock
}
