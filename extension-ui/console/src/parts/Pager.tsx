import { Button } from '@mantine/core'
import type { ListControls } from '../address/use-list-address.ts'
import { count } from '../format/words.ts'

/** How many there are, and the way to the others. */
export function Pager({
  list,
  total,
  shown,
  nextCursor,
  one,
  many,
  outdated,
}: {
  list: Pick<ListControls<string>, 'page' | 'next' | 'previous'>
  total: number
  shown: number
  nextCursor: string | null
  one: string
  many?: string
  /** The next rows are on their way; the cursor at hand belongs to the page before. */
  outdated: boolean
}) {
  const alone = !nextCursor && list.page === 1
  return (
    <nav className="pager" aria-label={`Pages of ${many ?? `${one}s`}`}>
      <span aria-live="polite">
        {alone
          ? count(total, one, many)
          : `${shown.toLocaleString()} of ${count(total, one, many)} · page ${list.page}`}
      </span>
      {!alone && (
        <span className="pager-buttons">
          <Button
            variant="default"
            size="xs"
            disabled={list.page === 1}
            aria-disabled={outdated}
            onClick={() => !outdated && list.previous()}
          >
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!nextCursor}
            aria-disabled={outdated}
            onClick={() => nextCursor && !outdated && list.next(nextCursor)}
          >
            Next
          </Button>
        </span>
      )}
    </nav>
  )
}
