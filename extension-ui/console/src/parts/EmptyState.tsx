import type { ReactNode } from 'react'
import { Button } from '@mantine/core'

/** Nothing here, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="panel state">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  )
}

/** Filters left nothing over; the list itself may be full. */
export function NothingMatches({ what, onClear }: { what: string; onClear(): void }) {
  return (
    <EmptyState
      title={`No ${what} match`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear search and filters
        </Button>
      }
    >
      Try fewer letters or remove a filter.
    </EmptyState>
  )
}
