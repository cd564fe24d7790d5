import type { ReactNode } from 'react'
import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from '../api/problem.ts'
import { ProblemPanel } from './ProblemPanel.tsx'

/** Loading, failed or there. Data that could not be read again stays visible, with a word about its age. */
export function Loaded<Data>({
  query,
  what,
  rows = 6,
  children,
}: {
  query: UseQueryResult<Data, ApiProblem>
  /** "the partners": completes "Could not load …". */
  what: string
  /** Lines of the skeleton: about the height of what comes. */
  rows?: number
  /** `outdated`: these are still the rows of the address before. */
  children(data: Data, outdated: boolean): ReactNode
}) {
  if (query.data !== undefined) {
    return (
      <div aria-busy={query.isPlaceholderData} className={query.isPlaceholderData ? 'refreshing' : undefined}>
        {query.isError && (
          <p className="stale" role="alert">
            Could not refresh {what}: {query.error.message} What you see may be old.{' '}
            <Button variant="default" size="compact-xs" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </p>
        )}
        {children(query.data, query.isPlaceholderData)}
      </div>
    )
  }
  if (query.isError)
    return <ProblemPanel what={what} problem={query.error} onRetry={() => void query.refetch()} />
  return <Loading what={what} rows={rows} />
}

function Loading({ what, rows }: { what: string; rows: number }) {
  return (
    <div className="panel loading" role="status">
      <span className="sr-only">Loading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="loading-row" aria-hidden="true">
          <Skeleton height={13} width={`${34 - (row % 3) * 6}%`} />
          <Skeleton height={13} width="14%" />
          <Skeleton height={13} width="12%" />
        </div>
      ))}
    </div>
  )
}
