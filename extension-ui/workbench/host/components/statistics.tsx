import type {
  ScoreProps,
  StatisticsItemProps,
  StatisticsProps,
  StatisticsTrendProps,
} from '@hubspot/ui-extensions'
import { useId } from 'react'

export const Statistics = ({ children, testId }: StatisticsProps) => (
  <div className="hs-statistics" data-testid={testId}>
    {children}
  </div>
)

export function StatisticsItem({ label, number, children, testId }: StatisticsItemProps) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} data-testid={testId}>
      <span className="hs-statistics-label" id={id}>
        {label}
      </span>
      <span className="hs-statistics-number">
        {typeof number === 'number' ? number.toLocaleString('en-US') : number}
      </span>
      {children}
    </div>
  )
}

export function StatisticsTrend({ value, direction, color }: StatisticsTrendProps) {
  const up = direction === 'increase'
  return (
    <span className={`hs-trend hs-trend-${color ?? (up ? 'green' : 'red')}`}>
      <span aria-hidden="true">{up ? '▲' : '▼'}</span>
      <span className="hs-visually-hidden">{up ? 'up' : 'down'}</span> {value}
    </span>
  )
}

export const ScoreCircle = ({ score }: ScoreProps) => <span className="hs-score">{score}</span>
