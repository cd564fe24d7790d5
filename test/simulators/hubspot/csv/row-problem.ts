import type { FileKind } from './columns.ts'

export type RowProblemKind =
  | 'malformed_row'
  | 'unreadable_characters'
  | 'no_id'
  | 'duplicate_id'
  | 'no_account'
  | 'unknown_account'
  | 'account_spelling'
  | 'no_engage_date'
  | 'no_close_date'
  | 'no_value'
  | 'won_without_value'
  | 'no_stage'
  | 'bad_amount'
  | 'bad_date'
  | 'bad_currency'
  | 'product_spelling'
  | 'no_account_name'
  | 'duplicate_account'
  | 'unknown_parent'

/** One unusual thing about one row of an export. */
export interface RowProblem {
  file: FileKind
  line: number
  kind: RowProblemKind
  message: string
  /** false: the row is not in the portal. */
  loaded: boolean
}

export function countByKind(problems: readonly RowProblem[]): Partial<Record<RowProblemKind, number>> {
  const counts: Partial<Record<RowProblemKind, number>> = {}
  for (const { kind } of problems) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
