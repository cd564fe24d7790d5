import { useEffect, useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { rangeProblem, type monthPresets, type MonthRange } from './months.ts'

/** First and last month, both included. What cannot be asked for is said at the field and not asked. */
export function MonthRangeForm({
  range,
  presets,
  onRange,
}: {
  range: MonthRange
  presets: ReturnType<typeof monthPresets>
  onRange(range: MonthRange): void
}) {
  const [typed, setTyped] = useState(range)
  // The address changed by other means: a preset, the back button.
  useEffect(() => setTyped({ from: range.from, to: range.to }), [range.from, range.to])
  const problem = rangeProblem(typed)
  const type = (next: MonthRange) => {
    setTyped(next)
    if (rangeProblem(next) === null) onRange(next)
  }
  return (
    <div className="row month-range" role="group" aria-label="Months">
      <TextInput
        type="month"
        label="From"
        value={typed.from}
        onChange={(event) => type({ ...typed, from: event.currentTarget.value })}
      />
      <TextInput
        type="month"
        label="To, included"
        value={typed.to}
        error={problem}
        onChange={(event) => type({ ...typed, to: event.currentTarget.value })}
      />
      <div className="row" role="group" aria-label="Usual periods">
        {presets.map((preset) => {
          const chosen = preset.range.from === range.from && preset.range.to === range.to
          return (
            <Button
              key={preset.label}
              size="xs"
              variant={chosen ? 'light' : 'default'}
              aria-pressed={chosen}
              onClick={() => onRange(preset.range)}
            >
              {preset.label}
            </Button>
          )
        })}
      </div>
    </div>
  )
}
