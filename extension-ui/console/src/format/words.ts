import type {
  BatchDetail,
  BatchRow,
  ConnectionList,
  DealRow,
  PartnerRow,
  PeopleList,
  SyncRunView,
} from '../../../../shared/contract/console-api.ts'
import type {
  PlanDraftView,
  PlanVersionDetail,
  SimulationView,
} from '../../../../shared/contract/plan-api.ts'
import type { CommissionDetail, CustomerEventList } from '../../../../shared/contract/finance-api.ts'
import type { StatusLine } from '../../../../shared/contract/card-api.ts'

/** The words and the coloured dot of every state: one table each, so that no page invents its own. */

export type Tone = StatusLine['tone']
type Worded = { tone: Tone; text: string }
export type Role = PeopleList['people'][number]['roles'][number]

export const PARTNER_TYPE: Record<PartnerRow['type'], string> = {
  referral: 'Referral',
  reseller: 'Reseller',
  system_integrator: 'System integrator',
  agency: 'Agency',
  technology: 'Technology',
  distributor: 'Distributor',
  strategic_alliance: 'Strategic alliance',
  oem: 'OEM',
}

/** A tier is called as the programme calls it, and begins a line. */
export const tierName = (tier: string): string => tier.charAt(0).toUpperCase() + tier.slice(1)

export const PARTNER_STATUS: Record<PartnerRow['status'], Worded> = {
  prospect: { tone: 'default', text: 'Prospect' },
  qualified: { tone: 'info', text: 'Qualified' },
  onboarding: { tone: 'info', text: 'Onboarding' },
  active: { tone: 'success', text: 'Active' },
  suspended: { tone: 'warning', text: 'Suspended' },
  ended: { tone: 'default', text: 'Ended' },
}

export const OUTCOME: Record<DealRow['outcome'], Worded> = {
  open: { tone: 'info', text: 'Open' },
  won: { tone: 'success', text: 'Won' },
  lost: { tone: 'default', text: 'Lost' },
}

export const CREDIT_ROLE: Record<DealRow['credits'][number]['role'], string> = {
  sourced: 'Sourced',
  influenced: 'Influenced',
}

export const BATCH_STATUS: Record<BatchRow['status'], Worded> = {
  draft: { tone: 'warning', text: 'Waiting for approval' },
  approved: { tone: 'info', text: 'Approved' },
  submitting: { tone: 'info', text: 'Being sent' },
  submitted: { tone: 'info', text: 'Sent, waiting for results' },
  settled: { tone: 'success', text: 'Settled' },
  partially_failed: { tone: 'danger', text: 'Some payments failed' },
  cancelled: { tone: 'default', text: 'Cancelled' },
}

export const ITEM_STATUS: Record<BatchDetail['items'][number]['status'], Worded> = {
  queued: { tone: 'default', text: 'Waiting' },
  sent: { tone: 'info', text: 'Sent' },
  confirmed: { tone: 'success', text: 'Paid' },
  failed: { tone: 'danger', text: 'Failed' },
  returned: { tone: 'danger', text: 'Returned' },
  unclaimed: { tone: 'warning', text: 'Unclaimed' },
  cancelled: { tone: 'default', text: 'Cancelled' },
}

/** In the order of what somebody has to see to. */
export const COMMISSION_STATE = {
  held: 'Held',
  owed_back: 'Owed back',
  payable: 'Payable',
  pending: 'Waiting for the customer',
  paid: 'Paid or in a payout',
  nothing: 'Nothing due',
} as const

export const DISPUTE_STATUS: Record<CommissionDetail['disputes'][number]['status'], Worded> = {
  open: { tone: 'warning', text: 'Open' },
  under_review: { tone: 'info', text: 'Under review' },
  upheld: { tone: 'success', text: 'Upheld' },
  rejected: { tone: 'default', text: 'Rejected' },
  withdrawn: { tone: 'default', text: 'Withdrawn' },
}

export const EVENT_STATE: Record<CustomerEventList['rows'][number]['state'], Worded> = {
  waiting: { tone: 'warning', text: 'Unmatched' },
  applied: { tone: 'success', text: 'Applied' },
  kept: { tone: 'info', text: 'Kept' },
  refused: { tone: 'danger', text: 'Refused' },
  dismissed: { tone: 'default', text: 'Dismissed' },
}

const EVENT_TYPE: Record<string, string> = {
  'payment.succeeded': 'Payment',
  'payment.refunded': 'Refund',
  'invoice.paid': 'Invoice paid',
  'subscription.renewed': 'Subscription renewed',
  'subscription.cancelled': 'Subscription cancelled',
}
export const eventType = (type: string) => EVENT_TYPE[type] ?? plain(type.replaceAll('.', ' '))

export const EVENT_SOURCE: Record<string, string> = {
  events_api: 'Events API',
  manual: 'By hand',
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
}

export const PLAN_STATUS: Record<PlanVersionDetail['status'], Worded> = {
  coming: { tone: 'info', text: 'Coming' },
  in_force: { tone: 'success', text: 'In force' },
  superseded: { tone: 'default', text: 'Superseded' },
}

export const DRAFT_STATUS: Record<PlanDraftView['status'], Worded> = {
  draft: { tone: 'warning', text: 'Draft' },
  proposed: { tone: 'info', text: 'Proposed, waits for publishing' },
  published: { tone: 'success', text: 'Published' },
  discarded: { tone: 'default', text: 'Discarded' },
}

export const SIMULATION_STATUS: Record<SimulationView['status'], Worded> = {
  waiting: { tone: 'default', text: 'Waiting to start' },
  running: { tone: 'info', text: 'Running' },
  done: { tone: 'success', text: 'Done' },
  failed: { tone: 'danger', text: 'Failed' },
  cancelled: { tone: 'default', text: 'Cancelled' },
}

export const CONNECTION_STATUS: Record<ConnectionList['connections'][number]['status'], Worded> = {
  connected: { tone: 'success', text: 'Connected' },
  reconnect: { tone: 'danger', text: 'Needs reconnecting' },
  disconnected: { tone: 'default', text: 'Disconnected' },
}

export const CRM_NAME: Record<ConnectionList['connections'][number]['crm'], string> = {
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
}

export const RUN_STATUS: Record<SyncRunView['status'], Worded> = {
  running: { tone: 'info', text: 'Running' },
  done: { tone: 'success', text: 'Done' },
  failed: { tone: 'danger', text: 'Failed' },
  paused: { tone: 'warning', text: 'Paused' },
}

export const RUN_KIND: Record<SyncRunView['kind'], string> = { full: 'Everything', incremental: 'Changes' }

export const ROLE: Record<Role, { name: string; may: string }> = {
  rep: { name: 'Rep', may: 'tag partners and submit registrations' },
  channel_manager: {
    name: 'Channel manager',
    may: 'decide registrations and disputes, manage partners and draft plans',
  },
  finance: {
    name: 'Finance',
    may: 'record customer payments, publish plans, close months, make and approve payout batches',
  },
  admin: {
    name: 'Admin',
    may: 'manage connections, people, partners and API keys, publish plans and approve payout batches',
  },
}

export const ROLES: readonly Role[] = ['rep', 'channel_manager', 'finance', 'admin']

/** What may be read beside deals and accounts, and what for. */
export const DETAIL: Record<
  ConnectionList['connections'][number]['details'][number]['kind'],
  { name: string; purpose: string }
> = {
  line_item: {
    name: 'Line items',
    purpose:
      'The products of each deal with quantity and price. Plans can go by them, and the export of deals carries them.',
  },
  native_partner: {
    name: 'Partners in the CRM',
    purpose:
      'Whom the CRM itself names as a partner on a deal: a hint for whoever tags one, and in the export of deals.',
  },
  contact_role: {
    name: 'Contact roles',
    purpose: 'The people of each deal and their part in it. The export of deals carries them.',
  },
}

export const DEAL_FIELD: Record<
  ConnectionList['connections'][number]['dealFields'][number]['field'],
  { name: string; purpose: string; type: 'number' | 'text' }
> = {
  firstYearAcv: {
    name: 'First-year ACV',
    purpose: 'What the customer pays for the first year. Rules on first-year ACV are computed from it.',
    type: 'number',
  },
  grossMargin: {
    name: 'Gross margin',
    purpose: 'An amount, not a percentage. Rules on gross margin are computed from it.',
    type: 'number',
  },
  region: {
    name: 'Region',
    purpose: 'Rules that apply to some regions only compare with this text, as the CRM keeps it.',
    type: 'text',
  },
}

/** What a sync reads. */
const RECORD_KIND: Record<string, string> = {
  deal: 'Deals',
  account: 'Accounts',
  owner: 'Owners',
  stage: 'Stages',
  line_item: 'Line items',
  native_partner: 'CRM partners',
  contact_role: 'Contact roles',
  exchange_rate: 'Exchange rates',
  payment: 'Payments',
  invoice: 'Invoices',
}
export const recordKind = (kind: string) => RECORD_KIND[kind] ?? plain(kind)

/** "1 deal", "8,800 deals". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString()} ${amount === 1 ? one : many}`
}

/** Names as English lists them: "a", "a and b", "a, b and c". */
export const list = (names: readonly string[]) => new Intl.ListFormat('en-GB').format(names)

/** "party_kind" as a heading: the CRMs and the ledger may name things that this table does not know. */
export const plain = (name: string) => {
  const words = name.replaceAll(/[_:]/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
