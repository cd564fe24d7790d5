import { useState } from 'react'
import { fetchClock, moveClock } from '../api.ts'
import { isoDay } from '../format.ts'
import { useAddToast } from '../toasts.tsx'
import { usePolling } from '../use-polling.ts'

const EVERY_MS = 10_000
const STEPS = [1, 7, 30, 90]
const DAY_MS = 86_400_000

/** Business time of the demo. Due dates, protection and ledger entries go by it. It only moves forward, as time does. */
export function BusinessClock({ timeZone }: { timeZone: string }) {
  const clock = usePolling(fetchClock, EVERY_MS)
  const [date, setDate] = useState('')
  const addToast = useAddToast()
  const now = clock.value ? new Date(clock.value.now) : null

  const move = (days: number): void => {
    moveClock({ addDays: days }).then(
      (moved) => {
        clock.refresh()
        setDate('')
        addToast({
          type: 'info',
          title: 'The clock moved',
          message: `It is now ${readable(new Date(moved.now), timeZone)}.`,
        })
      },
      (error: unknown) =>
        addToast({ type: 'danger', title: 'The clock did not move', message: String(error) }),
    )
  }
  if (!now) return <div className="wb-clock" />
  return (
    <div className="wb-clock" role="group" aria-label="What time is it">
      <span className="wb-clock-now">
        <small>Business time</small>
        <strong>{readable(now, timeZone)}</strong>
      </span>
      <span className="wb-clock-steps">
        {STEPS.map((days) => (
          <button
            key={days}
            type="button"
            aria-label={`+${days} d: move the clock ${days} ${days === 1 ? 'day' : 'days'} forward`}
            onClick={() => move(days)}
          >
            +{days} d
          </button>
        ))}
        <input
          type="date"
          aria-label="Move the clock to a date"
          min={isoDay(new Date(now.getTime() + DAY_MS), timeZone)}
          value={date}
          onChange={(event) => setDate(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') goToDate()
          }}
        />
        {date !== '' && (
          <button type="button" onClick={goToDate}>
            Go
          </button>
        )}
      </span>
    </div>
  )

  function goToDate(): void {
    if (!now || date === '') return
    move(Math.round((Date.parse(date) - Date.parse(isoDay(now, timeZone))) / DAY_MS))
  }
}

function readable(now: Date, timeZone: string): string {
  return now.toLocaleString('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  })
}
