import { z } from 'zod'
import { moneyJson } from './money-json.ts'

/** What a deal card says to the server. The server computes and words; a card lays out and formats money and dates. */

const instant = z.iso.datetime()
const calendarDate = z.iso.date()
const tone = z.enum(['default', 'info', 'success', 'warning', 'danger'])
const role = z.enum(['sourced', 'influenced'])
export const TOUCHPOINTS = ['intro', 'meeting', 'technical_validation', 'co_sell', 'marketing'] as const
export const REJECT_REASONS = [
  'duplicate',
  'existing_customer',
  'active_direct_pipeline',
  'incomplete',
  'ineligible',
  'other',
] as const

/** Coloured dot and words, always both. */
export const statusLine = z.object({ tone, text: z.string() })

/** Why an amount is what it is: a sentence, then the arithmetic, then what did not apply. */
export const whyText = z.object({
  sentence: z.string(),
  steps: z.array(z.object({ label: z.string(), value: z.string() })),
  notApplied: z.array(z.object({ rule: z.string(), reason: z.string() })),
})

const commissionState = z.object({
  /** `preview`: if won at today's amount. `accrued`: posted. `none`: see `note`. */
  state: z.enum(['preview', 'accrued', 'none']),
  amount: moneyJson.nullable(),
  pending: moneyJson.nullable(),
  payable: moneyJson.nullable(),
  inPayout: moneyJson.nullable(),
  paid: moneyJson.nullable(),
  note: z.string().nullable(),
  why: whyText.nullable(),
})

const partnerOnDeal = z.object({
  creditId: z.string(),
  partnerId: z.string(),
  name: z.string(),
  role,
  /** "Gold referral". */
  programme: z.string(),
  touchpoints: z.array(z.enum(TOUCHPOINTS)),
  status: statusLine,
  reason: z.string().nullable(),
  taggedBy: z.string(),
  taggedAt: instant,
  protectedUntil: instant.nullable(),
  commission: commissionState,
  canRemove: z.boolean(),
  cannotRemoveBecause: z.string().nullable(),
})

const conflict = z.object({
  kind: z.string(),
  severity: z.enum(['blocking', 'warning', 'hint']),
  text: z.string(),
})

const action = z.object({ allowed: z.boolean(), because: z.string().nullable() })

const registrationOnDeal = z.object({
  id: z.string(),
  partnerId: z.string(),
  partnerName: z.string(),
  state: z.enum([
    'submitted',
    'in_review',
    'info_requested',
    'approved',
    'rejected',
    'won',
    'lost',
    'expired',
    'withdrawn',
  ]),
  status: statusLine,
  claim: z.object({
    contactName: z.string(),
    contactEmail: z.string().nullable(),
    useCase: z.string(),
    evidence: z.string(),
  }),
  submittedBy: z.string(),
  submittedAt: instant,
  slaDueAt: instant,
  /** "41 h left", "overdue by 3 h", "paused". null once decided. */
  slaText: z.string().nullable(),
  question: z.string().nullable(),
  answer: z.string().nullable(),
  rejectReason: z.enum(REJECT_REASONS).nullable(),
  messageToPartner: z.string().nullable(),
  protectedUntil: instant.nullable(),
  conflicts: z.array(conflict),
  /** What approving causes, in sentences. */
  approvalCauses: z.array(z.string()),
  actions: z.object({ approve: action, reject: action, ask: action, answer: action, withdraw: action }),
})

const historyEntry = z.object({
  id: z.string(),
  at: instant,
  who: z.string(),
  what: z.string(),
  reason: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

const customerPayment = z.object({
  id: z.string(),
  amount: moneyJson,
  paidOn: calendarDate,
  evidence: z.string().nullable(),
  recordedBy: z.string(),
})

/** Everything that the card shows, in one reply. */
export const dealCard = z.object({
  viewer: z.object({
    name: z.string(),
    roles: z.array(z.enum(['rep', 'channel_manager', 'finance', 'admin'])),
    can: z.object({
      tagPartner: z.boolean(),
      submitRegistration: z.boolean(),
      decideRegistration: z.boolean(),
      recordCustomerPayment: z.boolean(),
    }),
    /** What somebody without the right may do instead. */
    cannotTagBecause: z.string().nullable(),
  }),
  connection: z.object({
    status: z.enum(['connected', 'reconnect']),
    message: z.string().nullable(),
    /** Where an admin reconnects. */
    reconnectUrl: z.string().nullable(),
    syncedAt: instant.nullable(),
  }),
  deal: z.object({
    externalId: z.string(),
    name: z.string(),
    outcome: z.enum(['open', 'won', 'lost']),
    stage: z.string().nullable(),
    amount: moneyJson.nullable(),
    /** "No amount yet", or why the CRM's amount cannot be used. null when there is one. */
    amountNote: z.string().nullable(),
    closeDate: calendarDate.nullable(),
    account: z.string().nullable(),
  }),
  /** The programme has no partner to tag yet: says who can add one. */
  noPartnersNote: z.string().nullable(),
  partners: z.array(partnerOnDeal),
  registrations: z.array(registrationOnDeal),
  payments: z.array(customerPayment),
  /** Won amount minus what the customer has paid; null unless won with an amount. */
  unpaid: moneyJson.nullable(),
  primaryAction: z
    .enum(['add_partner', 'review_registration', 'answer_question', 'record_payment'])
    .nullable(),
  history: z.array(historyEntry),
})

const whatIf = z.object({
  allowed: z.boolean(),
  /** Why not, and what to do instead. */
  refusal: z.string().nullable(),
  commission: moneyJson.nullable(),
  /** "$7,200.00 if won", "No amount yet". */
  consequence: z.string(),
  why: whyText.nullable(),
  notes: z.array(z.string()),
})

/** Partners that match a search, each with what tagging it in either role would mean. Recent ones first when there is no search. */
export const partnerChoices = z.object({
  partners: z.array(
    z.object({
      partnerId: z.string(),
      name: z.string(),
      programme: z.string(),
      domains: z.array(z.string()),
      recent: z.boolean(),
      onDealAs: role.nullable(),
      sourced: whatIf,
      influenced: whatIf,
      conflicts: z.array(conflict),
    }),
  ),
  more: z.boolean(),
})

const idempotencyKey = z.uuid('a UUID that stays the same when the request is repeated')
const text = (max: number) => z.string().trim().min(1, 'must not be empty').max(max)

export const partnerSearchQuery = z.object({ search: z.string().max(200).optional() })
/** What the card sees in the CRM; when it differs from the mirror, the server reads the deal again before it answers. */
export const dealSeen = z.object({
  amount: z.string().max(64).optional(),
  stage: z.string().max(128).optional(),
})

export const tagPartnerRequest = z.strictObject({
  idempotencyKey,
  partnerId: z.uuid(),
  role,
  reason: text(500),
  touchpoints: z.array(z.enum(TOUCHPOINTS)).max(TOUCHPOINTS.length).default([]),
})
export const removeCreditRequest = z.strictObject({ idempotencyKey, reason: text(500) })
export const submitRegistrationRequest = z.strictObject({
  idempotencyKey,
  partnerId: z.uuid(),
  contactName: text(200),
  contactEmail: z.email().nullable().default(null),
  useCase: text(2000),
  evidence: text(2000),
})
export const decideRegistrationRequest = z.discriminatedUnion('decision', [
  z.strictObject({ idempotencyKey, decision: z.literal('approve') }),
  z.strictObject({
    idempotencyKey,
    decision: z.literal('reject'),
    reason: z.enum(REJECT_REASONS),
    messageToPartner: text(2000),
  }),
  z.strictObject({ idempotencyKey, decision: z.literal('ask'), question: text(2000) }),
])
export const answerQuestionRequest = z.strictObject({ idempotencyKey, answer: text(2000) })
export const withdrawRegistrationRequest = z.strictObject({ idempotencyKey, reason: text(500) })
export const recordPaymentRequest = z.strictObject({
  idempotencyKey,
  amount: moneyJson,
  paidOn: calendarDate,
  /** Invoice number, bank reference: what an auditor would look for. */
  evidence: text(500),
})
export const consoleTicketRequest = z.strictObject({ idempotencyKey, path: z.string().max(500).default('/') })
export const consoleTicket = z.object({ url: z.url() })

/** The state of the connection that a card speaks for: what a settings page in the CRM shows. */
export const connectionCard = z.object({
  viewer: z.object({
    name: z.string(),
    roles: z.array(z.enum(['rep', 'channel_manager', 'finance', 'admin'])),
    canManage: z.boolean(),
    /** What somebody without the right may do instead. */
    cannotManageBecause: z.string().nullable(),
  }),
  crm: z.string(),
  accountName: z.string(),
  externalAccountId: z.string(),
  status: z.object({ tone, text: z.string() }),
  /** What is wrong and who can mend it; null when nothing is. */
  problem: z.string().nullable(),
  reconnectUrl: z.string().nullable(),
  dealCount: z.int(),
  accountCount: z.int(),
  lastSyncedAt: instant.nullable(),
  sync: z
    .object({
      running: z.boolean(),
      kind: z.enum(['full', 'incremental']),
      read: z.int(),
      expected: z.int().nullable(),
    })
    .nullable(),
  /** Calls that the CRM grants all users of the account together in a day, as it last said. */
  dailyCalls: z.object({ used: z.int(), limit: z.int(), pausedAt: z.int() }).nullable(),
  /** The key that the CRM's card signs with; null where the vendor signs. */
  cardKey: z.object({ keyId: z.string(), deliveredAt: instant, replacedAfter: instant }).nullable(),
  serverUrl: z.url(),
})
export const connectionChange = z.strictObject({ idempotencyKey })

/** Registrations over all deals of the connection, most urgent first. */
export const registrationListQuery = z.object({
  show: z.enum(['waiting', 'all']).optional(),
  search: z.string().max(200).optional(),
  cursor: z.string().max(200).optional(),
})
export const registrationList = z.object({
  registrations: z.array(
    z.object({
      id: z.string(),
      dealExternalId: z.string(),
      dealName: z.string(),
      account: z.string().nullable(),
      partnerName: z.string(),
      programme: z.string(),
      amount: moneyJson.nullable(),
      status: statusLine,
      submittedAt: instant,
      slaText: z.string().nullable(),
      conflictCount: z.int(),
    }),
  ),
  total: z.int(),
  /** Hand it back for the next page; null at the end. */
  nextCursor: z.string().nullable(),
})

export type ConnectionCard = z.infer<typeof connectionCard>
export type RegistrationList = z.infer<typeof registrationList>
export type DealCard = z.infer<typeof dealCard>
export type PartnerOnDeal = z.infer<typeof partnerOnDeal>
export type RegistrationOnDeal = z.infer<typeof registrationOnDeal>
export type PartnerChoices = z.infer<typeof partnerChoices>
export type PartnerChoice = PartnerChoices['partners'][number]
export type WhatIf = z.infer<typeof whatIf>
export type WhyText = z.infer<typeof whyText>
export type StatusLine = z.infer<typeof statusLine>
export type TagPartnerRequest = z.input<typeof tagPartnerRequest>
export type RemoveCreditRequest = z.input<typeof removeCreditRequest>
export type SubmitRegistrationRequest = z.input<typeof submitRegistrationRequest>
export type DecideRegistrationRequest = z.input<typeof decideRegistrationRequest>
export type AnswerQuestionRequest = z.input<typeof answerQuestionRequest>
export type WithdrawRegistrationRequest = z.input<typeof withdrawRegistrationRequest>
export type RecordPaymentRequest = z.input<typeof recordPaymentRequest>
export type ConsoleTicket = z.infer<typeof consoleTicket>
