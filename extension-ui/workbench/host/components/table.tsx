import type { TableCellProps, TableElementProps, TableHeaderProps, TableProps } from '@hubspot/ui-extensions'
import type { CSSProperties } from 'react'
import { classes } from './sizes.ts'

export function Table(props: TableProps) {
  return (
    <div
      className={classes(
        'hs-table',
        props.bordered !== false && 'hs-table-bordered',
        props.flush && 'hs-table-flush',
        `hs-table-${props.density ?? 'default'}`,
      )}
    >
      <table data-testid={props.testId}>{props.children}</table>
      {props.paginated === true && (
        <Pages count={props.pageCount} current={props.page ?? 1} onChange={props.onPageChange} />
      )}
    </div>
  )
}

const NEIGHBOURS = 2

function Pages({
  count,
  current,
  onChange,
}: {
  count: number
  current: number
  onChange(page: number): void
}) {
  const first = Math.max(1, Math.min(current - NEIGHBOURS, count - 2 * NEIGHBOURS))
  const last = Math.min(count, first + 2 * NEIGHBOURS)
  const pages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  return (
    <nav className="hs-pages" aria-label="Pages">
      <button type="button" disabled={current <= 1} onClick={() => onChange(current - 1)}>
        ‹ Prev
      </button>
      {pages.map((page) => (
        <button
          key={page}
          type="button"
          aria-label={`Page ${page}`}
          aria-current={page === current ? 'page' : undefined}
          onClick={() => onChange(page)}
        >
          {page}
        </button>
      ))}
      <button type="button" disabled={current >= count} onClick={() => onChange(current + 1)}>
        Next ›
      </button>
    </nav>
  )
}

export const TableHead = ({ children }: TableElementProps) => <thead>{children}</thead>
export const TableBody = ({ children }: TableElementProps) => <tbody>{children}</tbody>
export const TableFooter = ({ children }: TableElementProps) => <tfoot>{children}</tfoot>
export const TableRow = ({ children, testId }: TableElementProps) => <tr data-testid={testId}>{children}</tr>

export function TableCell({ children, colSpan, testId, ...look }: TableCellProps) {
  return (
    <td colSpan={colSpan} data-testid={testId} style={cellStyle(look)}>
      {children}
    </td>
  )
}

type SortedHeaderProps = Extract<TableHeaderProps, { onSortChange: unknown }>

const NEXT = { none: 'ascending', ascending: 'descending', descending: 'none' } as const
const ARROW = { none: '↕', ascending: '↑', descending: '↓' } as const

export function TableHeader(props: TableHeaderProps) {
  if (props.sortDirection === undefined || props.sortDirection === 'never') {
    return (
      <th scope="col" style={cellStyle(props)}>
        {props.children}
      </th>
    )
  }
  // The SDK's two header types do not narrow by `sortDirection`, since 'never' is optional in one of them.
  const { sortDirection, onSortChange, disabled } = props as SortedHeaderProps
  return (
    <th scope="col" style={cellStyle(props)} aria-sort={sortDirection}>
      <button type="button" disabled={disabled} onClick={() => onSortChange(NEXT[sortDirection])}>
        {props.children} <span aria-hidden="true">{ARROW[sortDirection]}</span>
      </button>
    </th>
  )
}

function cellStyle({ align, width }: Pick<TableCellProps, 'align' | 'width'>): CSSProperties {
  if (width === 'min') return { textAlign: align, width: '1%', whiteSpace: 'nowrap' }
  if (width === 'max') return { textAlign: align, width: '100%' }
  return { textAlign: align, width: typeof width === 'number' ? width : undefined }
}
