/** Numbers are decimal text, dates YYYY-MM-DD, instants ISO with whole seconds. An absent field is null. */
export type FieldValue = string | boolean | null

export type FieldValues = Record<string, FieldValue>

export interface StoredRecord {
  readonly id: string
  /** API name of its object. */
  readonly object: string
  readonly values: FieldValues
  /** Which deletion took it along: its own id or a parent's. */
  deletedWith: string | null
}

/** A field as text; empty where it is null. */
export const textOf = (record: StoredRecord | undefined, name: string): string =>
  String(record?.values[name] ?? '')

/** Salesforce's stamps have whole seconds. */
export const stampOf = (at: Date): string => new Date(Math.floor(at.getTime() / 1_000) * 1_000).toISOString()
