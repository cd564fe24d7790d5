import type { ColumnType, Generated } from 'kysely'

/** Tables of plans, ledger administration and customer payments that came after `tables.ts`. */

/** jsonb: read as a parsed value, to be checked with zod where it matters; written as text by `toJsonb`. */
type Json = ColumnType<unknown, string, string>
type JsonWithDefault = ColumnType<unknown, string | undefined, string>

export interface PlanDraftTable {
  workspace_id: string
  id: string
  programme_id: string
  /** The published version that it was copied from. */
  based_on: string | null
  terms: Json
  revision: Generated<number>
  status: 'draft' | 'proposed' | 'published' | 'discarded'
  acknowledged: JsonWithDefault
  /** Everybody who changed the terms; none of them may publish. */
  edited_by: string[]
  created_by: string
  created_at: Date
  updated_by: string
  updated_at: Date
  proposed_by: string | null
  proposed_at: Date | null
  /** Who sent it back to its authors last, when and why. */
  returned: ColumnType<unknown, string | null | undefined, string | null>
  published_by: string | null
  published_version_id: string | null
}

export interface PlanSimulationTable {
  workspace_id: string
  id: string
  programme_id: string
  draft_id: string | null
  draft_revision: number | null
  terms: Json
  terms_hash: string
  from_date: string
  to_date: string
  status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done_deals: Generated<number>
  total_deals: number | null
  result: ColumnType<unknown, string | null | undefined, string | null>
  /** What each credit costs now and then, as the file that people download. */
  credits_csv: string | null
  problem: string | null
  requested_by: string
  requested_at: Date
  finished_at: Date | null
}

export interface PeriodCloseTable {
  workspace_id: string
  /** First day of the month. */
  month: string
  /** First instant that is open again, from the workspace's time zone. */
  closed_until: Date
  closed_by: string
  closed_at: Date
  sequence: bigint
  hash: string
  trial_balance: Json
}

export interface LedgerAccountCodeTable {
  workspace_id: string
  account: 'commission_expense' | 'pending' | 'payable' | 'held' | 'in_transit' | 'cash' | 'receivable'
  code: string
  name: string
}

export interface FxRateTable {
  workspace_id: string
  from_currency: string
  to_currency: string
  on_date: string
  /** The newest one counts; a correction adds the next. */
  revision: Generated<number>
  /** Decimal text: units of `to_currency` for one of `from_currency`. null where the rate was taken back. */
  rate: string | null
  source: string
  /** Why there is another revision; null for the first. */
  reason: ColumnType<string | null, string | null | undefined, never>
  recorded_by: string | null
  recorded_at: Date
}

export interface DisputeTable {
  workspace_id: string
  id: string
  line_id: string
  deal_id: string
  partner_id: string
  evidence: string
  status: 'open' | 'under_review' | 'upheld' | 'rejected' | 'withdrawn'
  opened_by: string
  opened_at: Date
  decided_by: string | null
  decided_at: Date | null
  decision: string | null
}

export interface ApiKeyTable {
  workspace_id: string
  id: string
  name: string
  /** The first characters, by which people tell keys apart. */
  prefix: string
  secret_hash: string
  scopes: string[]
  created_by: string
  created_at: Date
  last_used_at: Date | null
  revoked_by: string | null
  revoked_at: Date | null
}

export interface CustomerEventTable {
  workspace_id: string
  id: string
  source: 'events_api' | 'hubspot'
  /** The source's own id of the event. */
  external_id: string
  type: string
  body: Json
  body_hash: string
  state: 'applied' | 'waiting' | 'refused' | 'dismissed'
  /** What has to appear first: `deal:<connection id>:<external id>` or `payment:<source>:<external id>`. */
  waits_for: string | null
  problem: string | null
  deal_id: string | null
  payment_id: string | null
  api_key_id: string | null
  occurred_at: Date
  received_at: Date
  settled_by: string | null
  settled_at: Date | null
}

export interface SubscriptionTable {
  workspace_id: string
  deal_id: string
  external_id: string
  status: 'active' | 'cancelled'
  changed_on: string
  changed_at: Date
}
