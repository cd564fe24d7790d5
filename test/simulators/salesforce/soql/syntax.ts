/** A dotted name as it was written, and where. */
export interface FieldPath {
  names: readonly string[]
  at: number
}

export type Literal =
  /** `raw` keeps the backslashes: LIKE gives some of them another meaning. */
  | { kind: 'string'; text: string; raw: string }
  | { kind: 'number'; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  /** YYYY-MM-DD. */
  | { kind: 'date'; text: string }
  /** ISO in UTC with milliseconds. */
  | { kind: 'datetime'; text: string }

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Condition =
  | { kind: 'and' | 'or'; parts: readonly Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'compare'; path: FieldPath; operator: Comparison; value: Literal }
  | { kind: 'like'; path: FieldPath; value: Literal }
  | { kind: 'in'; path: FieldPath; negated: boolean; values: readonly Literal[] }

export interface OrderTerm {
  path: FieldPath
  descending: boolean
  nullsLast: boolean
}

export interface SoqlQuery {
  text: string
  /** 'count' for `COUNT()`. */
  select: readonly FieldPath[] | 'count'
  from: { name: string; at: number }
  where: Condition | undefined
  orderBy: readonly OrderTerm[]
  limit: number | undefined
  offset: number
}
