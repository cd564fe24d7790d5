import { z } from 'zod'
import { statusLine, whyText } from './card-api.ts'
import { moneyJson } from './money-json.ts'
import { DEAL_FIELDS } from '../crm/deal-fields.ts'
import { DETAIL_KINDS } from '../crm/deal-detail.ts'
import { PARTNER_STATUSES, PARTNER_TYPES } from '../partner/partner.ts'
import { USER_ROLES } from '../partner/roles.ts'

/** What the console says to the server: lists in pages, mutations with an idempotency key. */

const instant = z.iso.datetime()
const calendarDate = z.iso.date()
const idempotencyKey = z.uuid()
const page = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), nextCursor: z.string().nullable(), total: z.int() })
export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const sessionView = z.object({
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    roles: z.array(z.enum(USER_ROLES)),
  }),
  workspace: z.object({ name: z.string(), timeZone: z.string() }),
  /** Names of the permissions of shared/partner/roles.ts that this person holds. */
  permissions: z.array(z.string()),
  now: instant,
})

/** Balances in one currency; a partner with two payout currencies has two. */
export const balances = z.object({
  currency: z.string(),
  pending: moneyJson,
  payable: moneyJson,
  held: moneyJson,
  inTransit: moneyJson,
  paid: moneyJson,
})

export const partnerListQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  status: z.enum(PARTNER_STATUSES).optional(),
  type: z.enum(PARTNER_TYPES).optional(),
})
export const partnerRow = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(PARTNER_TYPES),
  tier: z.string(),
  programme: z.string(),
  status: z.enum(PARTNER_STATUSES),
  domains: z.array(z.string()),
  dealCount: z.int(),
  balances: z.array(balances),
})
export const partnerList = page(partnerRow)
export const partnerDetail = partnerRow.extend({
  payoutCurrency: z.string(),
  contactName: z.string().nullable(),
  contactEmail: z.string().nullable(),
  createdAt: instant,
})
export const programmeList = z.object({
  programmes: z.array(
    z.object({
      id: z.string(),
      partnerType: z.enum(PARTNER_TYPES),
      name: z.string(),
      tiers: z.array(z.string()),
      protectionDays: z.int(),
      slaHours: z.int(),
      plan: z.object({ key: z.string(), version: z.int(), rules: z.array(z.string()) }).nullable(),
    }),
  ),
})
export const createPartnerRequest = z.strictObject({
  idempotencyKey,
  name: z.string().trim().min(1).max(200),
  type: z.enum(PARTNER_TYPES),
  tier: z.string().trim().min(1).max(50),
  payoutCurrency: z.string().regex(/^[A-Z]{3}$/),
  domains: z.array(z.string().trim().toLowerCase().max(253)).max(50).default([]),
  contactName: z.string().trim().max(200).nullable().default(null),
  contactEmail: z.email().nullable().default(null),
})

export const ledgerQuery = pageQuery.extend({ currency: z.string().length(3).optional() })
export const ledgerEntry = z.object({
  transactionId: z.string(),
  sequence: z.string(),
  kind: z.string(),
  /** "Commission accrued: Cancity renewal". */
  text: z.string(),
  effectiveAt: instant,
  recordedAt: instant,
  dealName: z.string().nullable(),
  dealUrl: z.string().nullable(),
  postings: z.array(z.object({ account: z.string(), amount: moneyJson })),
  why: whyText.nullable(),
})
export const ledgerPage = page(ledgerEntry).extend({ balances: z.array(balances) })

export const dealListQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  outcome: z.enum(['open', 'won', 'lost']).optional(),
  credit: z.enum(['any', 'sourced', 'influenced', 'none']).optional(),
  partnerId: z.uuid().optional(),
})
export const dealRow = z.object({
  id: z.string(),
  externalId: z.string(),
  name: z.string(),
  account: z.string().nullable(),
  amount: moneyJson.nullable(),
  amountNote: z.string().nullable(),
  outcome: z.enum(['open', 'won', 'lost']),
  stage: z.string().nullable(),
  closeDate: calendarDate.nullable(),
  crmUrl: z.string(),
  credits: z.array(
    z.object({
      partnerId: z.string(),
      partnerName: z.string(),
      role: z.enum(['sourced', 'influenced']),
      status: statusLine,
    }),
  ),
  commission: z.array(moneyJson),
})
export const dealList = page(dealRow)

/** One reason why a balance is or is not paid: all gates are shown, passed ones too. */
const gate = z.object({ name: z.string(), passed: z.boolean(), text: z.string() })
export const payableList = z.object({
  rows: z.array(
    z.object({
      partnerId: z.string(),
      partnerName: z.string(),
      payable: moneyJson,
      gates: z.array(gate),
      ready: z.boolean(),
    }),
  ),
  totals: z.array(moneyJson),
})
export const batchRow = z.object({
  id: z.string(),
  number: z.int(),
  currency: z.string(),
  status: z.enum([
    'draft',
    'approved',
    'submitting',
    'submitted',
    'settled',
    'partially_failed',
    'cancelled',
  ]),
  total: moneyJson,
  itemCount: z.int(),
  contentHash: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
})
export const batchList = page(batchRow)
const action = z.object({ allowed: z.boolean(), because: z.string().nullable() })
export const batchDetail = batchRow.extend({
  items: z.array(
    z.object({
      id: z.string(),
      partnerId: z.string(),
      partnerName: z.string(),
      amount: moneyJson,
      status: z.enum(['queued', 'sent', 'confirmed', 'failed', 'returned', 'unclaimed', 'cancelled']),
      providerReference: z.string().nullable(),
      lines: z.array(z.object({ dealName: z.string(), amount: moneyJson })),
    }),
  ),
  actions: z.object({ approve: action, cancel: action, download: action, confirm: action }),
  /** What happens next, in a sentence. */
  next: z.string(),
})
export const createBatchRequest = z.strictObject({
  idempotencyKey,
  currency: z.string().regex(/^[A-Z]{3}$/),
  partnerIds: z.array(z.uuid()).min(1).max(10_000),
})
/** Approval is of a content: the hash that the checker saw. */
export const approveBatchRequest = z.strictObject({ idempotencyKey, contentHash: z.string().min(1).max(128) })
export const cancelBatchRequest = z.strictObject({
  idempotencyKey,
  reason: z.string().trim().min(1).max(500),
})
export const payoutOutcomeRequest = z.strictObject({
  idempotencyKey,
  outcomes: z
    .array(
      z.strictObject({
        itemId: z.uuid(),
        outcome: z.enum(['confirmed', 'failed', 'returned']),
        reference: z.string().trim().min(1).max(200),
      }),
    )
    .min(1)
    .max(10_000),
})

const syncRun = z.object({
  id: z.string(),
  kind: z.enum(['full', 'incremental']),
  /** `paused`: the CRM lets us call no further for a while; it goes on by itself. */
  status: z.enum(['running', 'done', 'failed', 'paused']),
  /** Read so far and, where known, expected: `{deal: 400}`. */
  read: z.record(z.string(), z.int()),
  expected: z.record(z.string(), z.int()),
  written: z.record(z.string(), z.int()),
  apiCalls: z.record(z.string(), z.int()),
  problem: z.string().nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
})
export const connectionList = z.object({
  connections: z.array(
    z.object({
      id: z.string(),
      crm: z.enum(['hubspot', 'salesforce']),
      name: z.string(),
      externalAccountId: z.string(),
      status: z.enum(['connected', 'reconnect', 'disconnected']),
      /** What is wrong, who can fix it and how. null when all is well. */
      problem: z.string().nullable(),
      reconnectUrl: z.string().nullable(),
      dealCount: z.int(),
      accountCount: z.int(),
      unusableAmountCount: z.int(),
      waitingWebhooks: z.int(),
      /**
       * Whether we listen to what changes, and else why not; null where the CRM calls us instead, or we have not tried.
       * Without it, changes are looked up every few minutes.
       */
      listening: z.object({ since: instant.nullable(), because: z.string().nullable() }).nullable(),
      lastSyncedAt: instant.nullable(),
      /** Calls that the CRM grants all users of the account together in a day, as it last said; null where it says nothing. */
      dailyCalls: z.object({ used: z.int(), limit: z.int() }).nullable().optional(),
      /** What the CRM offers beside its deals; empty where it offers nothing. */
      details: z.array(
        z.object({
          kind: z.enum(DETAIL_KINDS),
          /** An admin wants it mirrored. */
          on: z.boolean(),
          count: z.int(),
          /** Why it could not be read, and who can mend it. */
          problem: z.string().nullable(),
        }),
      ),
      /** Which of the CRM's fields hold what plans look at. */
      dealFields: z.array(
        z.object({
          field: z.enum(DEAL_FIELDS),
          /** The CRM's own name; null: not mapped, so unknown. */
          name: z.string().nullable(),
          /** On how many deals it has a value. */
          filled: z.int(),
          problem: z.string().nullable(),
        }),
      ),
      /** Whether we may see what customers paid, and what of it could not be counted; null where the CRM keeps nothing of that. */
      customerPayments: z
        .object({ granted: z.boolean(), grantUrl: z.string().nullable(), problems: z.array(z.string()) })
        .nullable()
        .optional(),
      runs: z.array(syncRun),
    }),
  ),
})
/** Fields of the CRM's deals, by their labels. */
export const dealFieldChoices = z.object({
  choices: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.enum(['number', 'text']),
      suggestedFor: z.enum(DEAL_FIELDS).nullable(),
    }),
  ),
})
export type DealFieldChoices = z.infer<typeof dealFieldChoices>
const crmFieldName = z.string().min(1).max(200).nullable()
export const chooseDealFieldsRequest = z.strictObject({
  idempotencyKey,
  /** null: unknown from now on. */
  fields: z.strictObject({ firstYearAcv: crmFieldName, grossMargin: crmFieldName, region: crmFieldName }),
})
export const chooseDetailsRequest = z.strictObject({
  idempotencyKey,
  kinds: z.array(z.enum(DETAIL_KINDS)).max(DETAIL_KINDS.length),
})
export const startSyncRequest = z.strictObject({ idempotencyKey, full: z.boolean().default(false) })

export const jobHealth = z.object({
  waiting: z.int(),
  oldestWaitingAt: instant.nullable(),
  parked: z.array(
    z.object({
      id: z.string(),
      topic: z.string(),
      /** What the job was to do, in words. */
      text: z.string(),
      attempts: z.int(),
      problem: z.string(),
      parkedAt: instant,
    }),
  ),
})
export const redriveRequest = z.strictObject({ idempotencyKey })

export const peopleList = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      crmIdentities: z.array(z.string()),
      roles: z.array(z.enum(USER_ROLES)),
      you: z.boolean(),
    }),
  ),
})
export const setRolesRequest = z.strictObject({
  idempotencyKey,
  roles: z.array(z.enum(USER_ROLES)).max(USER_ROLES.length),
})

export type SessionView = z.infer<typeof sessionView>
export type PartnerRow = z.infer<typeof partnerRow>
export type PartnerList = z.infer<typeof partnerList>
export type PartnerDetail = z.infer<typeof partnerDetail>
export type ProgrammeList = z.infer<typeof programmeList>
export type LedgerPage = z.infer<typeof ledgerPage>
export type LedgerEntry = z.infer<typeof ledgerEntry>
export type Balances = z.infer<typeof balances>
export type DealRow = z.infer<typeof dealRow>
export type DealList = z.infer<typeof dealList>
export type PayableList = z.infer<typeof payableList>
export type BatchRow = z.infer<typeof batchRow>
export type BatchList = z.infer<typeof batchList>
export type BatchDetail = z.infer<typeof batchDetail>
export type ConnectionList = z.infer<typeof connectionList>
export type SyncRunView = z.infer<typeof syncRun>
export type JobHealth = z.infer<typeof jobHealth>
export type PeopleList = z.infer<typeof peopleList>
