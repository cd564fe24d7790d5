import { z } from 'zod'
import { pageQuery } from './console-api.ts'
import { whyText } from './card-api.ts'
import { moneyJson } from './money-json.ts'

/** Commission lines, the ledger's months and accounts, exchange rates, customer payments and the keys of other systems. */

const instant = z.iso.datetime()
const calendarDate = z.iso.date()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03')
const idempotencyKey = z.uuid()
const page = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), nextCursor: z.string().nullable(), total: z.int() })
const step = z.object({ allowed: z.boolean(), because: z.string().nullable() })

/** GET /v1/console/commissions */
export const commissionQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  partnerId: z.uuid().optional(),
  state: z.enum(['pending', 'payable', 'held', 'paid', 'owed_back', 'nothing']).optional(),
})
export const commissionRow = z.object({
  id: z.string(),
  partnerId: z.string(),
  partnerName: z.string(),
  dealId: z.string(),
  dealName: z.string(),
  dealUrl: z.string(),
  role: z.enum(['sourced', 'influenced']),
  amount: moneyJson,
  pending: moneyJson,
  payable: moneyJson,
  held: moneyJson,
  inPayout: moneyJson,
  paid: moneyJson,
  /** "Payable", "Waiting for the customer", "Held: a dispute is open", "Owed back: $80.00". */
  status: z.string(),
  accruedAt: instant,
})
export const commissionList = page(commissionRow)

/** GET /v1/console/commissions/:lineId */
export const commissionDetail = commissionRow.extend({
  planVersionId: z.string(),
  plan: z.string(),
  why: whyText,
  /** Every calculation, newest first: old, new, delta and reason. */
  revisions: z.array(
    z.object({
      revision: z.int(),
      at: instant,
      from: moneyJson.nullable(),
      to: moneyJson,
      delta: moneyJson,
      because: z.string(),
      why: whyText,
    }),
  ),
  entries: z.array(
    z.object({
      sequence: z.string(),
      kind: z.string(),
      text: z.string(),
      effectiveAt: instant,
      postings: z.array(z.object({ account: z.string(), amount: moneyJson })),
    }),
  ),
  disputes: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['open', 'under_review', 'upheld', 'rejected', 'withdrawn']),
      evidence: z.string(),
      openedBy: z.string(),
      openedAt: instant,
      decidedBy: z.string().nullable(),
      decidedAt: instant.nullable(),
      decision: z.string().nullable(),
      actions: z.object({ review: step, decide: step, withdraw: step }),
    }),
  ),
  actions: z.object({ dispute: step }),
})
/** POST /v1/console/commissions/:lineId/replay - recomputes the stored inputs; changes nothing. */
export const replayReply = z.object({
  same: z.boolean(),
  stored: moneyJson,
  recomputed: moneyJson.nullable(),
  /** What differs, in a sentence; null when nothing does. */
  difference: z.string().nullable(),
})

/** GET /v1/console/disputes */
export const disputeQuery = pageQuery.extend({
  show: z.enum(['standing', 'all']).default('standing'),
  /** Deal or partner by name, or the CRM's id of the deal. */
  search: z.string().max(200).optional(),
})
export const disputeList = page(
  z.object({
    id: z.string(),
    lineId: z.string(),
    partnerName: z.string(),
    dealName: z.string(),
    amount: moneyJson,
    held: moneyJson,
    status: z.enum(['open', 'under_review', 'upheld', 'rejected', 'withdrawn']),
    openedBy: z.string(),
    openedAt: instant,
  }),
)
/** POST /v1/console/commissions/:lineId/disputes */
export const openDisputeRequest = z.strictObject({
  idempotencyKey,
  evidence: z.string().trim().min(1).max(2000),
})
/** What opening, reviewing, deciding and withdrawing answer: no amounts, since reps may open one. */
export const disputeReply = z.object({
  id: z.string(),
  lineId: z.string(),
  status: z.enum(['open', 'under_review', 'upheld', 'rejected', 'withdrawn']),
})
/** POST /v1/console/disputes/:disputeId/review | decide | withdraw */
export const reviewDisputeRequest = z.strictObject({ idempotencyKey })
export const decideDisputeRequest = z.strictObject({
  idempotencyKey,
  outcome: z.enum(['upheld', 'rejected']),
  decision: z.string().trim().min(1).max(2000),
})

export const LEDGER_ACCOUNT_KEYS = [
  'commission_expense',
  'pending',
  'payable',
  'held',
  'in_transit',
  'cash',
  'receivable',
] as const

const accountCode = z.object({
  account: z.enum(LEDGER_ACCOUNT_KEYS),
  code: z.string(),
  name: z.string(),
})

/** GET /v1/console/ledger/trial-balance?from&to (months) */
export const trialBalanceQuery = z.object({ from: month, to: month })
export const trialBalance = z.object({
  from: month,
  to: month,
  rows: z.array(
    accountCode.extend({
      currency: z.string().max(10),
      opening: moneyJson,
      debits: moneyJson,
      credits: moneyJson,
      closing: moneyJson,
    }),
  ),
  /** One per currency; debits equal credits. */
  totals: z.array(
    z.object({ currency: z.string(), debits: moneyJson, credits: moneyJson, closing: moneyJson }),
  ),
  /** Signed head of the ledger as verified last, or what is wrong. */
  head: z.object({ sequence: z.string(), hash: z.string(), signed: z.boolean() }),
})
/** GET /v1/console/ledger/months: every month with entries, newest first. */
export const ledgerMonths = z.object({
  months: z.array(
    z.object({
      month,
      entries: z.int(),
      closedBy: z.string().nullable(),
      closedAt: instant.nullable(),
      close: step,
    }),
  ),
})
/** POST /v1/console/ledger/months/:month/close */
export const closeMonthRequest = z.strictObject({ idempotencyKey })
/** GET and PUT /v1/console/ledger/account-codes */
export const accountCodes = z.object({ accounts: z.array(accountCode) })
export const saveAccountCodesRequest = z.strictObject({
  idempotencyKey,
  accounts: z
    .array(
      z.strictObject({
        account: z.enum(LEDGER_ACCOUNT_KEYS),
        code: z.string().trim().min(1).max(40),
        name: z.string().trim().min(1).max(120),
      }),
    )
    .length(LEDGER_ACCOUNT_KEYS.length),
})
/** POST /v1/console/ledger/verify */
export const verifyReply = z.object({
  ok: z.boolean(),
  transactions: z.int(),
  postings: z.int(),
  problem: z.string().nullable(),
})
/** GET /v1/console/ledger/journal.csv?from&to is a file. */

const fxRateName = { from: z.string(), to: z.string(), on: calendarDate }
const fxRateRow = z.object({
  ...fxRateName,
  /** What it is now; of a rate that was taken back, what it was last. */
  rate: z.string(),
  source: z.string(),
  /** How often it was stored or changed: what a change has to name, so that nobody changes what they did not see. */
  revision: z.int(),
  takenBack: z.boolean(),
})
/** GET and POST /v1/console/fx-rates. `search` is one currency of either side, or two in the order from, to: "EUR USD". */
export const fxRateQuery = pageQuery.extend({ search: z.string().max(200).optional() })
export const fxRateList = page(fxRateRow)
/** GET /v1/console/fx-rates/:rateKey, such as EUR-USD-2026-03-01 */
export const fxRateDetail = fxRateRow.extend({
  /** Every value that it was given, newest first; `rate` is null where it was taken back. */
  revisions: z.array(
    z.object({
      revision: z.int(),
      rate: z.string().nullable(),
      at: instant,
      /** null for a rate that no person stored. */
      by: z.string().nullable(),
      source: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  /** Deals with commission that was converted at it: what a change of it will recompute. */
  use: z.object({
    deals: z.int(),
    /** Those of them that count in a closed month: they are corrected by entries dated now. */
    inClosedMonths: z.int(),
    /** Deals that the CRM no longer has, which keep what was accrued. */
    gone: z.int(),
  }),
})
/** GET /v1/console/fx-rates/waiting: won deals whose commission waits for a rate of that day or one before. */
export const dealsWithoutRate = z.object({
  groups: z.array(
    z.object({
      ...fxRateName,
      deals: z.int(),
      /** A few of them, with where they are in the CRM. */
      first: z.array(z.object({ name: z.string(), url: z.string() })),
    }),
  ),
  /** There may be more: only so many deals were looked at. */
  more: z.boolean(),
})
const fxRateChange = {
  idempotencyKey,
  expectedRevision: z.int().min(1).max(1_000_000),
  reason: z.string().trim().min(1).max(500),
}
/** POST /v1/console/fx-rates/:rateKey/correct and /take-back; 409 names what it is by now. Both answer with the detail. */
export const correctFxRateRequest = z.strictObject({ ...fxRateChange, rate: z.string().max(40) })
export const takeBackFxRateRequest = z.strictObject(fxRateChange)
export const addFxRatesRequest = z.strictObject({
  idempotencyKey,
  rates: z
    .array(
      z.strictObject({
        from: z.string().regex(/^[A-Z]{3}$/),
        to: z.string().regex(/^[A-Z]{3}$/),
        on: calendarDate,
        rate: z.string().max(40),
      }),
    )
    .min(1)
    .max(1000),
  source: z.string().trim().min(1).max(200),
})

export const EVENT_TYPES = [
  'payment.succeeded',
  'payment.refunded',
  'invoice.paid',
  'subscription.renewed',
  'subscription.cancelled',
] as const
/** `kept`: a payment that is known, and counts once its deal is back in the CRM. */
export const EVENT_STATES = ['applied', 'kept', 'waiting', 'refused', 'dismissed'] as const

/** The database keeps neither control characters nor halves of a character. */
const printable = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')
const eventDate = calendarDate.refine((date) => date >= '1970-01-01', 'lies before 1970')
const eventInstant = instant.refine((at) => at >= '1970-01-01', 'lies before 1970')

/** How an event names a deal: by our id, or by the CRM's. `accountId` (portal or org) may be left out where one CRM account is connected. */
const eventDeal = z.union([
  z.strictObject({ id: z.uuid() }),
  z.strictObject({
    crm: z.enum(['hubspot', 'salesforce']),
    accountId: printable(80).optional(),
    externalId: printable(80),
  }),
])
const decimal = z.string('must be decimal text such as "7200.00", not a number').max(60)
const paymentData = z.strictObject({
  /** The billing system's id of the payment: an invoice that is paid and its payment name the same one. */
  payment: printable(200),
  deal: eventDeal,
  amount: decimal,
  currency: z.string().max(10),
  tax: decimal.default('0'),
  shipping: decimal.default('0'),
  discount: decimal.default('0'),
  paidOn: eventDate,
  invoice: printable(200).optional(),
  subscription: printable(200).optional(),
})
const subscriptionData = z.strictObject({ subscription: printable(200), deal: eventDeal, on: eventDate })
const eventHead = { id: printable(200), occurredAt: eventInstant }

/** One thing that happened in a billing system. Money is decimal text in the currency's own exponent, above zero in refunds too. */
export const customerEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...eventHead, type: z.literal('payment.succeeded'), data: paymentData }),
  z.strictObject({ ...eventHead, type: z.literal('invoice.paid'), data: paymentData }),
  z.strictObject({
    ...eventHead,
    type: z.literal('payment.refunded'),
    data: z.strictObject({
      refund: printable(200),
      payment: printable(200),
      amount: decimal,
      currency: z.string().max(10),
      /** Both left out: the same share of the payment's tax and shipping as of the payment. One alone: the other is zero. */
      tax: decimal.optional(),
      shipping: decimal.optional(),
      refundedOn: eventDate,
    }),
  }),
  z.strictObject({ ...eventHead, type: z.literal('subscription.renewed'), data: subscriptionData }),
  z.strictObject({ ...eventHead, type: z.literal('subscription.cancelled'), data: subscriptionData }),
])
/** POST /v1/events, with `Authorization: Bearer KEY` and an `Idempotency-Key` that is remembered for ever in the workspace. */
export const eventsRequest = z.strictObject({ events: z.array(customerEvent).min(1).max(500) })
export const eventsReply = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      state: z.enum(EVENT_STATES),
      /** This event had been taken before; nothing was changed now. */
      repeated: z.boolean(),
      problem: z.string().nullable(),
    }),
  ),
})

/** GET /v1/console/customer-events */
export const customerEventQuery = pageQuery.extend({
  state: z.enum(EVENT_STATES).optional(),
  search: z.string().max(200).optional(),
})
export const customerEventList = page(
  z.object({
    id: z.string(),
    externalId: z.string(),
    type: z.string(),
    source: z.enum(['events_api', 'hubspot']),
    state: z.enum(EVENT_STATES),
    problem: z.string().nullable(),
    /** What the event says its deal is; null where it names a payment instead. */
    names: z.string().nullable(),
    amount: moneyJson.nullable(),
    /** Our id of the deal that it was applied to. */
    dealId: z.string().nullable(),
    dealName: z.string().nullable(),
    dealUrl: z.string().nullable(),
    occurredAt: instant,
    receivedAt: instant,
    actions: z.object({ match: step, dismiss: step }),
  }),
)
/** POST /v1/console/customer-events/:eventId/match | dismiss */
export const matchEventRequest = z.strictObject({ idempotencyKey, dealId: z.uuid() })
export const dismissEventRequest = z.strictObject({
  idempotencyKey,
  reason: z.string().trim().min(1).max(500),
})

const paymentKind = z.enum(['payment', 'refund'])
/** GET /v1/console/deals/:dealId/payments, by our id of the deal: what the customer paid and got back, earliest first. */
export const dealPayments = z.object({
  /** Whose payments these are; `currency` is the one that payments have to be in, null while it is unknown. */
  deal: z.object({ name: z.string(), currency: z.string().nullable(), url: z.string() }),
  payments: z.array(
    z.object({
      id: z.string(),
      kind: paymentKind,
      source: z.enum(['manual', 'events_api', 'hubspot', 'salesforce']),
      externalId: z.string(),
      /** Below zero in a refund, like tax, shipping, discount and net. */
      amount: moneyJson,
      tax: moneyJson,
      shipping: moneyJson,
      discount: moneyJson,
      /** What commission goes by: amount less tax, shipping and discount. */
      net: moneyJson,
      paidOn: calendarDate,
      /** The payment that a refund gives back. */
      refunds: z.string().nullable(),
      /** What of a payment can still be given back; null for a refund. */
      refundable: moneyJson.nullable(),
      subscription: z.string().nullable(),
      evidence: z.string().nullable(),
      recordedBy: z.string(),
      recordedAt: instant,
    }),
  ),
  /** Sum of `net`, per currency. */
  collected: z.array(moneyJson),
  /** Why payments release nothing although they are known: the deal is gone from the CRM, or in another currency. */
  kept: z.string().nullable(),
  /** What was paid can be given back whatever became of the deal. */
  actions: z.object({ record: step, refund: step }),
})
const amountText = z
  .string('must be decimal text such as "7200.00", not a number')
  .max(60)
  .regex(/^\d+(\.\d+)?$/, 'a decimal number as text, such as "7200.00"')
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code')
const evidence = z.string().trim().min(1).max(500)
/** POST /v1/console/deals/:dealId/payments. All amounts above zero, in the deal's currency; answers with the list. */
export const recordDealPaymentRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    idempotencyKey,
    kind: z.literal('payment'),
    amount: amountText,
    currency: currencyCode,
    tax: amountText.default('0'),
    shipping: amountText.default('0'),
    discount: amountText.default('0'),
    paidOn: calendarDate,
    evidence,
  }),
  z.strictObject({
    idempotencyKey,
    kind: z.literal('refund'),
    /** The payment that it gives back. */
    paymentId: z.uuid(),
    amount: amountText,
    currency: currencyCode,
    /** As in the event `payment.refunded`. */
    tax: amountText.optional(),
    shipping: amountText.optional(),
    paidOn: calendarDate,
    evidence,
  }),
])

/** GET and POST /v1/console/api-keys; DELETE-like: POST /v1/console/api-keys/:keyId/revoke */
export const API_KEY_SCOPES = ['events:write'] as const
const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(API_KEY_SCOPES)),
  createdBy: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export const apiKeyList = z.object({ keys: z.array(apiKey) })
export const createApiKeyRequest = z.strictObject({
  idempotencyKey,
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(API_KEY_SCOPES)).min(1),
})
/** The only time that the secret is shown. */
export const createdApiKey = apiKey.extend({ secret: z.string() })
export const revokeApiKeyRequest = z.strictObject({ idempotencyKey })

export type CommissionList = z.infer<typeof commissionList>
export type CommissionDetail = z.infer<typeof commissionDetail>
export type ReplayReply = z.infer<typeof replayReply>
export type DisputeList = z.infer<typeof disputeList>
export type DisputeReply = z.infer<typeof disputeReply>
export type TrialBalance = z.infer<typeof trialBalance>
export type LedgerMonths = z.infer<typeof ledgerMonths>
export type AccountCodes = z.infer<typeof accountCodes>
export type VerifyReply = z.infer<typeof verifyReply>
export type FxRateList = z.infer<typeof fxRateList>
export type DealsWithoutRate = z.infer<typeof dealsWithoutRate>
export type FxRateDetail = z.infer<typeof fxRateDetail>
export type CustomerEvent = z.infer<typeof customerEvent>
export type EventsReply = z.infer<typeof eventsReply>
export type CustomerEventList = z.infer<typeof customerEventList>
export type DealPayments = z.infer<typeof dealPayments>
export type ApiKeyList = z.infer<typeof apiKeyList>
export type CreatedApiKey = z.infer<typeof createdApiKey>
