import type { ColumnType, Generated } from 'kysely'
import type { PaymentObject } from '../../shared/crm/crm-payment.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type {
  ApiKeyTable,
  CustomerEventTable,
  DisputeTable,
  FxRateTable,
  LedgerAccountCodeTable,
  PeriodCloseTable,
  PlanDraftTable,
  PlanSimulationTable,
  SubscriptionTable,
} from './commission-tables.ts'

type SyncedKind = 'deal' | 'account' | DetailKind | PaymentObject

/** jsonb: read as a parsed value, to be checked with zod where it matters; written as text by `toJsonb`. */
type Json = ColumnType<unknown, string, string>
/** Filled by the database when left out. */
type GeneratedDate = Generated<Date>

export interface WorkspaceTable {
  workspace_id: string
  name: string
  time_zone: Generated<string>
  home_currency: Generated<string>
  created_at: Date
}

export interface ConnectionTable {
  workspace_id: string
  id: string
  crm: 'hubspot' | 'salesforce'
  external_account_id: string
  name: string
  auth_kind: 'oauth' | 'token'
  status: 'connected' | 'reconnect' | 'disconnected'
  status_reason: string | null
  api_base_url: string
  app_base_url: string
  scopes: Generated<string[]>
  home_currency: string | null
  time_zone: string | null
  /** The details of deals that an admin wants mirrored. */
  detail_kinds: Generated<DetailKind[]>
  /** The CRM's own names of the fields that plans look at. */
  deal_fields: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface ConnectionTokenTable {
  workspace_id: string
  connection_id: string
  access_token: string
  refresh_token: string | null
  expires_at: Date | null
  version: Generated<number>
  updated_at: Date
}

export interface ConnectionCardKeyTable {
  workspace_id: string
  connection_id: string
  key_id: string
  secret: string
  created_at: Date
  delivered_at: Date | null
  accepted_until: Date | null
  tried_at: Date | null
  problem: string | null
}

export interface ConnectionListenerTable {
  connection_id: string
  workspace_id: string
  /** The process that listens. */
  holder: string | null
  leased_until: Date | null
  /** When the CRM last agreed to tell of changes. */
  listening_since: Date | null
  /** Where to go on, in the CRM's terms. */
  resume: string | null
  look_again_at: GeneratedDate
  changed_at: GeneratedDate
  problem: string | null
}

export interface AppUserTable {
  workspace_id: string
  id: string
  name: string
  email: string | null
  created_at: Date
}

export interface UserIdentityTable {
  workspace_id: string
  connection_id: string
  crm_user_id: string
  user_id: string
}

export interface UserRoleTable {
  workspace_id: string
  user_id: string
  role: 'rep' | 'channel_manager' | 'finance' | 'admin'
}

export interface PipelineStageTable {
  workspace_id: string
  connection_id: string
  pipeline_id: string
  stage_id: string
  pipeline_label: string
  label: string
  position: number
  outcome: 'open' | 'won' | 'lost'
}

export interface CrmOwnerTable {
  workspace_id: string
  connection_id: string
  owner_id: string
  crm_user_id: string | null
  name: string
  email: string | null
  archived: Generated<boolean>
}

export interface AccountTable {
  workspace_id: string
  id: Generated<string>
  connection_id: string
  external_id: string
  name: string
  domain: string | null
  parent_external_id: string | null
  owner_id: string | null
  state: 'active' | 'archived' | 'merged' | 'missing'
  merged_into: string | null
  crm_created_at: Date | null
  crm_modified_at: Date | null
  content_hash: string
  synced_at: Date
}

export interface DealTable {
  workspace_id: string
  id: Generated<string>
  connection_id: string
  external_id: string
  name: string
  amount_minor: bigint | null
  currency: string | null
  amount_text: string | null
  amount_problem: string | null
  first_year_acv_minor: Generated<bigint | null>
  gross_margin_minor: Generated<bigint | null>
  region: Generated<string | null>
  /** By name of the field. */
  field_problems: Generated<unknown>
  pipeline_id: string | null
  stage_id: string | null
  stage_label: string | null
  outcome: 'open' | 'won' | 'lost'
  deal_type: 'new' | 'renewal' | 'upsell' | null
  closed_at: Date | null
  owner_id: string | null
  account_external_id: string | null
  other_account_external_ids: Generated<string[]>
  state: 'active' | 'archived' | 'merged' | 'missing'
  merged_into: string | null
  crm_created_at: Date | null
  crm_modified_at: Date | null
  content_hash: string
  synced_at: Date
}

interface DetailColumns {
  workspace_id: string
  connection_id: string
  external_id: string
  deal_external_id: string
  crm_modified_at: Date | null
  synced_at: Date
}

export interface DealLineItemTable extends DetailColumns {
  product_code: string | null
  product_name: string | null
  quantity: string | null
  amount_minor: bigint | null
  currency: string | null
  amount_problem: string | null
}

export interface DealNativePartnerTable extends DetailColumns {
  account_external_id: string
  role: string | null
  is_primary: boolean
}

export interface DealContactRoleTable extends DetailColumns {
  contact_external_id: string
  contact_name: string | null
  role: string | null
  is_primary: boolean
}

export interface ExchangeRateTable {
  workspace_id: string
  connection_id: string
  corporate_currency: string
  currency: string
  from_date: string | null
  until_date: string | null
  rate: string
}

export interface SyncStateTable {
  workspace_id: string
  connection_id: string
  object: SyncedKind
  /** By the CRM's own clock: everything that was changed before is in the mirror. */
  changed_since: Date | null
  /** By the CRM's own clock, when the last listing of everything began. */
  listing_started_at: Date | null
  /** The run that last worked on an unfinished listing. */
  resume_run: string | null
  resume_after: string | null
  /** Why this kind alone could not be read; null when it could. */
  problem: string | null
}

/** What an unfinished listing has shown so far, one row per stored batch. */
export interface SyncPageTable {
  workspace_id: string
  connection_id: string
  object: SyncedKind
  number: number
  external_ids: string[]
}

export interface SyncRunTable {
  workspace_id: string
  id: string
  connection_id: string
  kind: 'full' | 'incremental'
  status: 'running' | 'done' | 'failed' | 'paused'
  records_read: ColumnType<unknown, string | undefined, string>
  records_expected: ColumnType<unknown, string | undefined, string>
  rows_written: ColumnType<unknown, string | undefined, string>
  api_calls: ColumnType<unknown, string | undefined, string>
  problem: string | null
  daily_calls_used: number | null
  daily_calls_limit: number | null
  started_at: Date
  updated_at: Date
  finished_at: Date | null
}

export interface ProgrammeTable {
  workspace_id: string
  id: string
  partner_type:
    | 'referral'
    | 'reseller'
    | 'system_integrator'
    | 'agency'
    | 'technology'
    | 'distributor'
    | 'strategic_alliance'
    | 'oem'
  name: string
  tiers: string[]
  protection_days: Generated<number>
  sla_hours: Generated<number>
  created_at: Date
}

export interface PlanVersionTable {
  workspace_id: string
  id: string
  programme_id: string
  plan_key: string
  version: number
  effective_from: string
  effective_to: string | null
  terms: Json
  terms_hash: string
  published_by: string
  published_at: Date
  publish_reason: string | null
  draft_id: string | null
  simulation_id: string | null
  /** The warnings that people knew of when they published it. */
  acknowledged: ColumnType<unknown, string | undefined, string>
}

export interface PartnerTable {
  workspace_id: string
  id: string
  name: string
  partner_type: string
  tier: string
  status: 'prospect' | 'qualified' | 'onboarding' | 'active' | 'suspended' | 'ended'
  payout_currency: string
  contact_name: string | null
  contact_email: string | null
  created_at: Date
}

export interface PartnerDomainTable {
  workspace_id: string
  partner_id: string
  domain: string
}

export interface PartnerAccountTable {
  workspace_id: string
  partner_id: string
  account_id: string
}

export interface RegistrationTable {
  workspace_id: string
  id: string
  deal_id: string
  partner_id: string
  status:
    | 'draft'
    | 'submitted'
    | 'in_review'
    | 'info_requested'
    | 'approved'
    | 'rejected'
    | 'won'
    | 'lost'
    | 'expired'
    | 'withdrawn'
  claim: Json
  submitted_by: string
  submitted_at: Date
  complete_at: Date
  sla_due_at: Date
  sla_paused_at: Date | null
  decided_by: string | null
  decided_at: Date | null
  reject_reason:
    | 'duplicate'
    | 'existing_customer'
    | 'active_direct_pipeline'
    | 'incomplete'
    | 'ineligible'
    | 'other'
    | null
  message_to_partner: string | null
  question: string | null
  answer: string | null
  protected_until: Date | null
  version: Generated<number>
}

export interface CreditTable {
  workspace_id: string
  id: string
  deal_id: string
  partner_id: string
  role: 'sourced' | 'influenced'
  share_bps: Generated<number>
  evidence: 'registration' | 'referral' | 'manual'
  registration_id: string | null
  reason: string | null
  touchpoints: Generated<string[]>
  created_by: string
  created_at: Date
  locked_at: Date | null
  removed_by: string | null
  removed_at: Date | null
  removed_reason: string | null
}

export interface AuditEventTable {
  workspace_id: string
  id: string
  deal_id: string | null
  subject_kind: string
  subject_id: string
  kind: string
  actor_id: string | null
  actor_name: string
  at: Date
  reason: string | null
  before: ColumnType<unknown, string | null | undefined, string | null>
  after: ColumnType<unknown, string | null | undefined, string | null>
}

export interface CommissionLineTable {
  workspace_id: string
  id: string
  credit_id: string
  deal_id: string
  partner_id: string
  rule_id: string
  currency: string
  created_at: Date
}

export interface CommissionCalculationTable {
  workspace_id: string
  line_id: string
  revision: number
  plan_version_id: string
  amount_minor: bigint
  inputs: Json
  why: Json
  cause: string
  calculated_at: Date
  /** The line's own; here too because what a partner had in a period is summed by it. */
  partner_id: string | null
  /** Close date in the plan's time zone: the period in which revenue and commission count. */
  closed_on: string | null
  /** What the line adds to the partner's revenue of the period, in the plan's currency. */
  revenue_minor: Generated<bigint>
  /** "EUR USD 2026-03-01": the exchange rate in `inputs`, by which the database makes it; null where none was needed. */
  fx_rate_key: ColumnType<string | null, never, never>
}

export interface CustomerPaymentTable {
  workspace_id: string
  id: string
  deal_id: string
  source: 'manual' | 'events_api' | 'hubspot' | 'salesforce'
  external_id: string
  amount_minor: bigint
  currency: string
  paid_on: string
  evidence: string | null
  recorded_by: string | null
  recorded_at: Date
  /** Parts of the amount that earn nothing, with its sign. */
  tax_minor: Generated<bigint>
  shipping_minor: Generated<bigint>
  discount_minor: Generated<bigint>
  /** The payment that this refund gives back. */
  refunds: string | null
  subscription: string | null
  /** false: a refund that does not say how much of it is tax and shipping; see shared/payment/refund-parts.ts. */
  parts_stated: Generated<boolean>
}

export interface LedgerHeadTable {
  workspace_id: string
  sequence: bigint
  hash: string
  /** Over the two above, by the key named. null: written before heads were signed. */
  signature: string | null
  signed_with: string | null
  /** The sequence at which signing came; an unsigned head is good up to there. */
  unsigned_through: Generated<bigint>
}

export interface LedgerTransactionTable {
  workspace_id: string
  id: string
  sequence: bigint
  idempotency_key: string
  request_hash: string
  kind: string
  cause: Json
  effective_at: Date
  recorded_at: Date
  reverses: string | null
  previous_hash: string
  hash: string
}

export interface LedgerPostingTable {
  workspace_id: string
  transaction_id: string
  line_number: number
  account: 'commission_expense' | 'pending' | 'payable' | 'held' | 'in_transit' | 'cash'
  partner_id: string | null
  deal_id: string | null
  commission_line_id: string | null
  currency: string
  amount_minor: bigint
}

export interface PayoutBatchTable {
  workspace_id: string
  id: string
  number: number
  currency: string
  status: 'draft' | 'approved' | 'submitting' | 'submitted' | 'settled' | 'partially_failed' | 'cancelled'
  item_count: number
  total_minor: bigint
  content_hash: string
  created_by: string
  created_at: Date
  approved_by: string | null
  approved_at: Date | null
  closed_at: Date | null
}

export interface PayoutItemTable {
  workspace_id: string
  id: string
  batch_id: string
  partner_id: string
  partner_name: string
  amount_minor: bigint
  currency: string
  status: 'queued' | 'sent' | 'confirmed' | 'failed' | 'returned' | 'unclaimed' | 'cancelled'
  idempotency_key: string
  commission_lines: Json
  provider_reference: string | null
  updated_at: Date
}

export interface OutboxTable {
  workspace_id: string
  id: string
  topic: string
  dedupe_key: string | null
  payload: Json
  created_at: GeneratedDate
  available_at: GeneratedDate
  attempts: Generated<number>
  leased_until: Date | null
  done_at: Date | null
  parked_at: Date | null
  last_problem: string | null
}

export interface ProcessedTable {
  workspace_id: string
  consumer: string
  outbox_id: string
  at: GeneratedDate
}

export interface WebhookInboxTable {
  workspace_id: string
  id: string
  connection_id: string
  dedupe_key: string
  event: Json
  occurred_at: Date
  received_at: Date
  processed_at: Date | null
}

export interface WriteBackTable {
  workspace_id: string
  deal_id: string
  written_hash: string
  written_at: Date
}

export interface OauthStateTable {
  state_hash: string
  crm: string
  browser_hash: string
  expires_at: Date
  used_at: Date | null
  memory: string | null
}

export interface IdempotentRequestTable {
  workspace_id: string
  actor: string
  key: string
  operation: string
  request_hash: string
  status: number
  response: Json
  at: Date
}

export interface UsedSignatureTable {
  workspace_id: string
  signature: string
  expires_at: Date
}

export interface ConsoleTicketTable {
  workspace_id: string
  ticket_hash: string
  user_id: string
  return_path: string
  expires_at: Date
  used_at: Date | null
}

export interface ConsoleSessionTable {
  workspace_id: string
  session_hash: string
  user_id: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

/** Every table, as the migrations leave it. */
export interface Tables {
  plan_draft: PlanDraftTable
  plan_simulation: PlanSimulationTable
  period_close: PeriodCloseTable
  ledger_account_code: LedgerAccountCodeTable
  fx_rate: FxRateTable
  dispute: DisputeTable
  api_key: ApiKeyTable
  customer_event: CustomerEventTable
  subscription: SubscriptionTable
  workspace: WorkspaceTable
  connection: ConnectionTable
  connection_token: ConnectionTokenTable
  connection_card_key: ConnectionCardKeyTable
  connection_listener: ConnectionListenerTable
  app_user: AppUserTable
  user_identity: UserIdentityTable
  user_role: UserRoleTable
  pipeline_stage: PipelineStageTable
  crm_owner: CrmOwnerTable
  account: AccountTable
  deal: DealTable
  deal_line_item: DealLineItemTable
  deal_native_partner: DealNativePartnerTable
  deal_contact_role: DealContactRoleTable
  exchange_rate: ExchangeRateTable
  sync_state: SyncStateTable
  sync_page: SyncPageTable
  sync_run: SyncRunTable
  programme: ProgrammeTable
  plan_version: PlanVersionTable
  partner: PartnerTable
  partner_domain: PartnerDomainTable
  partner_account: PartnerAccountTable
  registration: RegistrationTable
  credit: CreditTable
  audit_event: AuditEventTable
  commission_line: CommissionLineTable
  commission_calculation: CommissionCalculationTable
  customer_payment: CustomerPaymentTable
  ledger_head: LedgerHeadTable
  ledger_transaction: LedgerTransactionTable
  ledger_posting: LedgerPostingTable
  payout_batch: PayoutBatchTable
  payout_item: PayoutItemTable
  outbox: OutboxTable
  processed: ProcessedTable
  webhook_inbox: WebhookInboxTable
  write_back: WriteBackTable
  oauth_state: OauthStateTable
  idempotent_request: IdempotentRequestTable
  used_signature: UsedSignatureTable
  console_ticket: ConsoleTicketTable
  console_session: ConsoleSessionTable
}
