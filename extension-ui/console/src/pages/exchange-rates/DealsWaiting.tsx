import { Button } from '@mantine/core'
import type { DealsWithoutRate } from '../../../../../shared/contract/finance-api.ts'
import { useDealsWithoutRate } from '../../api/finance-resources.ts'
import { formatCalendarDate } from '../../format/dates.ts'
import { count } from '../../format/words.ts'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { ProblemPanel } from '../../parts/ProblemPanel.tsx'

export type MissingRate = Pick<DealsWithoutRate['groups'][number], 'from' | 'to' | 'on'>

/** Which rates are missing, with the won deals that wait for them; nothing where none do. */
export function DealsWaiting({ onAdd }: { onAdd: ((missing: MissingRate) => void) | null }) {
  const waiting = useDealsWithoutRate()
  if (waiting.data === undefined) {
    return waiting.isError ? (
      <ProblemPanel
        what="the deals that wait for a rate"
        problem={waiting.error}
        onRetry={() => void waiting.refetch()}
      />
    ) : null
  }
  const { groups, more } = waiting.data
  if (groups.length === 0) return null
  return (
    <section className="panel deals-waiting" aria-label="Deals that wait for a rate">
      <ul>
        {groups.map((group) => (
          <li key={`${group.from} ${group.to} ${group.on}`}>
            <span>
              <strong>
                {count(group.deals, 'won deal waits', 'won deals wait')} for {group.from} → {group.to} on{' '}
                {formatCalendarDate(group.on)}
              </strong>{' '}
              or before:{' '}
              {group.first.map(({ name, url }, index) => (
                <span key={url}>
                  {index > 0 && ', '}
                  <CrmLink href={url}>{name}</CrmLink>
                </span>
              ))}
              {group.deals > group.first.length && ` and ${group.deals - group.first.length} more`}
            </span>
            {onAdd && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onAdd({ from: group.from, to: group.to, on: group.on })}
              >
                Add this rate{' '}
                <span className="sr-only">
                  for {group.from} to {group.to} on {formatCalendarDate(group.on)}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {more && <p className="muted small">Further deals may wait too: only the latest were looked at.</p>}
    </section>
  )
}
