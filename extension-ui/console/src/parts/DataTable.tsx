import type { ReactNode } from 'react'

export interface Column<Row> {
  header: ReactNode
  cell(row: Row): ReactNode
  /** Money and counts: right-aligned, so that digits stand under digits. */
  numeric?: boolean
  /** Left out where the window is narrow; the row's own page has it. */
  secondary?: boolean
  /** The cell that names the row. */
  names?: boolean
  /** Of a column whose header can sort. */
  sort?: 'ascending' | 'descending' | 'none'
}

/** One table for every list: the same heads, alignment, scrolling and keyboard everywhere. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  selected,
}: {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey(row: Row): string
  selected?(row: Row): boolean
}) {
  return (
    <div className="table-scroll panel" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" className={classOf(column)} aria-sort={column.sort}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={selected?.(row) ? 'selected' : undefined}>
              {columns.map((column, index) =>
                column.names ? (
                  <th key={index} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={index} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const classOf = (column: { numeric?: boolean; secondary?: boolean }) =>
  [column.numeric && 'numeric', column.secondary && 'secondary'].filter(Boolean).join(' ') || undefined
