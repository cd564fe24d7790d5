import { dayBefore } from '../commission/calendar.ts'
import { nextDay } from './days.ts'
import { shownDate } from '../shown-date.ts'

/** Days on which a plan version is in force: calendar dates, both ends inclusive; null has no end. */
export interface Window {
  effectiveFrom: string
  effectiveTo: string | null
}

export interface StandingVersion extends Window {
  id: string
  version: number
}

/** What publishing a version does to the windows of those before it, or why it may not be published with this one. */
export type TakeOver =
  | { ok: true; ends: { id: string; version: number; effectiveTo: string }[]; text: string }
  | { ok: false; because: string }

/**
 * The one version whose window the new one begins in ends on the day before. Nothing else moves: a published version keeps
 * its start, and an end moves to today at the earliest, so that no deal which closed already comes under other terms.
 * `today` is the date in the plan's time zone.
 */
export function takeOver(own: Window, versions: readonly StandingVersion[], today: string): TakeOver {
  if (own.effectiveTo !== null && own.effectiveTo < own.effectiveFrom) {
    return { ok: false, because: `The plan would end on ${shownDate(own.effectiveTo)}, before it begins.` }
  }
  const overlapping = versions.filter((version) => overlaps(own, version))
  const later = overlapping
    .filter(({ effectiveFrom }) => effectiveFrom >= own.effectiveFrom)
    .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1))[0]
  if (later) return { ok: false, because: inTheWay(own, later) }
  const [before] = overlapping
  if (!before) return { ok: true, ends: [], text: `${begins(own)} ${gapAfter(own, versions)}`.trim() }
  if (own.effectiveFrom <= today) return { ok: false, because: begunAlready(before, today) }
  const lastDay = dayBefore(own.effectiveFrom)
  const text = [
    begins(own),
    `Version ${before.version} ends on ${shownDate(lastDay)}; deals that close until then stay under it.`,
    gapAfter(own, versions),
  ]
  return {
    ok: true,
    ends: [{ id: before.id, version: before.version, effectiveTo: lastDay }],
    text: text.filter(Boolean).join(' '),
  }
}

export function overlaps(a: Window, b: Window): boolean {
  return (
    (a.effectiveTo === null || b.effectiveFrom <= a.effectiveTo) &&
    (b.effectiveTo === null || a.effectiveFrom <= b.effectiveTo)
  )
}

/** How a window lies to a day: not begun, holding it, or over. */
export function windowStatus(window: Window, today: string): 'coming' | 'in_force' | 'superseded' {
  if (today < window.effectiveFrom) return 'coming'
  return window.effectiveTo === null || today <= window.effectiveTo ? 'in_force' : 'superseded'
}

function begunAlready({ version, effectiveTo }: StandingVersion, today: string): string {
  const last = effectiveTo !== null && effectiveTo < today ? effectiveTo : today
  const stands = last < today ? `was in force until ${shownDate(last)}` : 'is in force today'
  return `Version ${version} ${stands}, and deals that closed until then come under it. Let this version start on ${shownDate(nextDay(last))} or later.`
}

function inTheWay(own: Window, later: StandingVersion): string {
  const begins = `Version ${later.version} is published from ${shownDate(later.effectiveFrom)} on, and the start of a published version never moves.`
  const after =
    later.effectiveTo === null || later.effectiveTo > later.effectiveFrom
      ? `Let this version start on ${shownDate(nextDay(later.effectiveFrom))} or later`
      : `Let this version start after ${shownDate(later.effectiveFrom)}`
  return own.effectiveFrom < later.effectiveFrom
    ? `${begins} ${after}, or end on ${shownDate(dayBefore(later.effectiveFrom))}.`
    : `${begins} ${after}.`
}

function begins({ effectiveFrom, effectiveTo }: Window): string {
  return effectiveTo === null
    ? `Deals come under this version from ${shownDate(effectiveFrom)} on.`
    : `Deals come under this version from ${shownDate(effectiveFrom)} to ${shownDate(effectiveTo)}.`
}

/** After a window with an end, nothing is promised until the next one: people should know before they publish. */
function gapAfter({ effectiveTo }: Window, versions: readonly Window[]): string {
  if (effectiveTo === null || effectiveTo >= LAST_DATE) return ''
  const next = nextDay(effectiveTo)
  const later = versions.map(({ effectiveFrom }) => effectiveFrom).filter((from) => from >= next)
  if (later.includes(next)) return ''
  const until = later.sort()[0]
  return until === undefined
    ? `From ${shownDate(next)} on no version is in force until another is published.`
    : `From ${shownDate(next)} to ${shownDate(dayBefore(until))} no version is in force.`
}

/** Calendar dates have four digits of a year; who means "for ever" sometimes writes this one. */
export const LAST_DATE = '9999-12-31'
