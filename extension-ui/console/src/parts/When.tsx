import { exactMoment, formatCalendarDate, formatDay, formatMoment } from '../format/dates.ts'
import { useViewer } from '../frame/viewer.ts'

/** An instant in the viewer's own terms; exact, in the workspace's time zone, on hover. */
export function When({ at, dayOnly = false }: { at: string; dayOnly?: boolean }) {
  const { timeZone } = useViewer().workspace
  return (
    <time dateTime={at} title={`${exactMoment(at, timeZone)} (${timeZone})`} className="nowrap">
      {dayOnly ? formatDay(at) : formatMoment(at)}
    </time>
  )
}

export function CalendarDate({ date }: { date: string }) {
  return (
    <time dateTime={date} className="nowrap">
      {formatCalendarDate(date)}
    </time>
  )
}
