import { type RawBuilder, sql } from 'kysely'

type Cell = string | number | bigint | boolean | Date | readonly string[] | null

/**
 * Rows as one `unnest(…)`: a parameter per column instead of one per cell, so that a thousand rows are one short
 * statement whose plan is the same for any number of rows. Everything travels as text and is cast by `types`.
 */
export function unnestRows<T>(
  rows: readonly T[],
  columns: Readonly<Record<string, { type: string; of: (row: T) => Cell }>>,
): RawBuilder<unknown> {
  const entries = Object.entries(columns)
  const arrays = entries.map(([, column]) => sql`${rows.map((row) => asText(column.of(row)))}::text[]`)
  const names = entries.map(([name]) => sql.ref(name))
  const casts = entries.map(
    ([name, column]) => sql`${sql.ref(`t.${name}`)}::${sql.raw(column.type)} as ${sql.ref(name)}`,
  )
  return sql`select ${sql.join(casts)} from unnest(${sql.join(arrays)}) as t(${sql.join(names)})`
}

function asText(cell: Cell): string | null {
  if (cell === null) return null
  if (cell instanceof Date) return cell.toISOString()
  if (typeof cell === 'object') return `{${cell.map((item) => JSON.stringify(item)).join(',')}}`
  return String(cell)
}
