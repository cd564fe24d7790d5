import { useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import {
  changedAddress,
  pageAddress,
  readListAddress,
  type FilterChoices,
  type ListAddress,
} from './list-address.ts'

export interface ListControls<Filter extends string> extends ListAddress<Filter> {
  /** What the server is asked for. */
  query: Record<string, string | undefined>
  /** Something narrows the list, so an empty list does not mean that there is nothing. */
  narrowed: boolean
  setSearch(search: string): void
  setFilter(name: Filter, value: string | null): void
  clear(): void
  next(cursor: string): void
  previous(): void
}

/**
 * A list whose search, filters and page live in the address. Cursors lead forwards only, so the way back
 * is kept in the history entry; an address opened from a link goes back to the first page.
 */
export function useListAddress<Filter extends string>(choices: FilterChoices<Filter>): ListControls<Filter> {
  const [params, setParams] = useSearchParams()
  const location = useLocation()
  const navigate = useNavigate()
  // What was asked for and is not drawn yet: a second change begins there, and so does one that was begun by an earlier drawing.
  const asked = useRef(params)
  useLayoutEffect(() => {
    asked.current = params
  }, [params])
  const change = (changes: Record<string, string | null>, options?: { replace: boolean }) => {
    asked.current = changedAddress(asked.current, changes)
    setParams(asked.current, options)
  }
  const address = readListAddress(params, choices)
  const trail = trailOf(location.state)
  const go = (after: string, page: number, newTrail: string[]) =>
    void navigate({ search: pageAddress(params, after, page).toString() }, { state: { trail: newTrail } })

  return {
    ...address,
    // Filters hold strings only; spreading a mapped type makes TypeScript forget which.
    query: {
      ...(address.filters as Record<string, string | undefined>),
      search: address.search || undefined,
      cursor: address.after || undefined,
    },
    narrowed: address.search !== '' || Object.keys(address.filters).length > 0,
    setSearch: (search) => change({ search }, { replace: true }),
    setFilter: (name, value) => change({ [name]: value }),
    clear: () => change(Object.fromEntries(['search', ...Object.keys(choices)].map((name) => [name, null]))),
    next: (cursor) => go(cursor, address.page + 1, [...trail, address.after]),
    previous: () => {
      const before = trail.at(-1) ?? ''
      go(before, before ? address.page - 1 : 1, trail.slice(0, -1))
    },
  }
}

function trailOf(state: unknown): string[] {
  if (typeof state !== 'object' || state === null || !('trail' in state) || !Array.isArray(state.trail))
    return []
  return state.trail.filter((cursor): cursor is string => typeof cursor === 'string')
}
