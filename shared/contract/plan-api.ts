import { z } from 'zod'
import { PARTNER_TYPES } from '../partner/partner.ts'
import { whyText } from './card-api.ts'
import { moneyJson } from './money-json.ts'
import { planTerms } from './plan-terms.ts'

/**
 * Plans from draft to superseded. Terms are the JSON of a plan as in `commission` files (id, version, currency, timeZone,
 * effectiveFrom, effectiveTo, splitSourcing, decidingDate, openDeals, earning, rules); a draft may be incomplete, lint says how.
 */

const instant = z.iso.datetime()
const calendarDate = z.iso.date()
const idempotencyKey = z.uuid()
const terms = z.record(z.string(), z.unknown())

export const LINT_CODES = [
  'invalid',
  'base_not_named',
  'band_gap',
  'band_overlap',
  'boundary_unstated',
  'cliff',
  'amount_gap',
  'amount_overlap',
  'not_covered',
  'unreachable_rule',
  'no_term',
  'other_plan_matches',
  'pays_over_whole',
  'rate_over_100',
  'currency_without_rate',
  'currency_changes_in_period',
  'window_in_past',
  'override_without_author',
  'field_not_mapped',
] as const

/** One thing to look at in a plan: where, why it matters (with a number where there is one) and what to do. */
export const lintFinding = z.object({
  /** Stays the same while the matter does: an acknowledgement is of it. */
  id: z.string(),
  code: z.enum(LINT_CODES),
  /** Errors block publishing; warnings need somebody who says that they are meant. */
  severity: z.enum(['error', 'warning']),
  /** JSON path in the terms, such as `rules[0].rate.bands[1].upTo`; empty for the whole plan. */
  path: z.string(),
  message: z.string(),
  why: z.string(),
  fix: z.string(),
})

export const ruleSentence = z.object({
  id: z.string(),
  /** "Gold referral partners get 15 % of first-year ACV, at most $10,000.00." */
  text: z.string(),
})

const person = z.object({ id: z.string(), name: z.string() })
const programme = z.object({
  id: z.string(),
  name: z.string(),
  partnerType: z.enum(PARTNER_TYPES),
  tiers: z.array(z.string()),
})

const versionRow = z.object({
  id: z.string(),
  key: z.string(),
  version: z.int(),
  effectiveFrom: calendarDate,
  effectiveTo: calendarDate.nullable(),
  /** `in_force` and `coming` by today's date in the plan's time zone; `superseded` when its window is over. */
  status: z.enum(['coming', 'in_force', 'superseded']),
  publishedBy: z.string(),
  publishedAt: instant,
  /** What they said of it; null when they said nothing. */
  reason: z.string().nullable(),
})
const draftRow = z.object({
  id: z.string(),
  programme,
  name: z.string(),
  status: z.enum(['draft', 'proposed', 'published', 'discarded']),
  revision: z.int(),
  updatedBy: person,
  updatedAt: instant,
  errors: z.int(),
  /** Those that nobody has acknowledged yet. */
  warnings: z.int(),
})

/** GET /v1/console/plans */
export const planList = z.object({
  plans: z.array(
    z.object({
      programme,
      versions: z.array(versionRow),
      drafts: z.array(draftRow),
      rules: z.array(z.string()),
    }),
  ),
})

/** GET /v1/console/plan-versions/:versionId */
export const planVersionDetail = versionRow.extend({
  programme,
  terms,
  rules: z.array(ruleSentence),
  /** What the deciding date, the treatment of open deals and the earning mean, in sentences. */
  policies: z.array(z.string()),
  acknowledged: z.array(z.object({ finding: lintFinding, by: z.string(), at: instant, reason: z.string() })),
  simulationId: z.string().nullable(),
})

/** POST /v1/console/plan-drafts: a copy of a version, or from nothing. */
export const createDraftRequest = z.strictObject({
  idempotencyKey,
  programmeId: z.uuid(),
  basedOn: z.uuid().nullable().default(null),
})

/** PUT /v1/console/plan-drafts/:draftId: refused (409) when somebody else saved meanwhile. */
export const saveDraftRequest = z.strictObject({
  idempotencyKey,
  revision: z.int().positive(),
  terms: planTerms,
})

/** POST /v1/console/plan-drafts/:draftId/acknowledge */
export const acknowledgeRequest = z.strictObject({
  idempotencyKey,
  findingId: z.string().min(1).max(300),
  reason: z.string().trim().min(1).max(500),
})

/** POST /v1/console/plan-drafts/:draftId/propose | publish | return | discard */
export const draftStepRequest = z.strictObject({
  idempotencyKey,
  revision: z.int().positive(),
  reason: z.string().trim().max(500).nullable().default(null),
})

const step = z.object({ allowed: z.boolean(), because: z.string().nullable() })

/** GET /v1/console/plan-drafts/:draftId, and the reply of every change of one. */
export const planDraft = draftRow.extend({
  basedOn: versionRow.nullable(),
  terms,
  /** The rules that can be read already; a rule with a fault is missing here and in the findings there. */
  rules: z.array(ruleSentence),
  policies: z.array(z.string()),
  findings: z.array(
    lintFinding.extend({
      acknowledged: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
    }),
  ),
  /**
   * What publishing does, in sentences: which window ends when, and what is rated anew. Why it cannot be published with this
   * window says `actions.publish`; null then, and while the terms are no plan yet.
   */
  publishing: z.string().nullable(),
  /** It came back from who was to publish it: with what reason. null once it is proposed again. */
  returned: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  actions: z.object({
    edit: step,
    propose: step,
    publish: step,
    return: step,
    discard: step,
    simulate: step,
  }),
  /** The newest simulation of this draft. */
  simulationId: z.string().nullable(),
})

/** POST /v1/console/plan-drafts/:draftId/example - reads, changes nothing; no idempotency key. */
export const exampleRequest = z.strictObject({
  terms: planTerms,
  deal: z.strictObject({
    amount: moneyJson,
    firstYearAcv: z.string().nullable().default(null),
    grossMargin: z.string().nullable().default(null),
    dealType: z.enum(['new', 'renewal', 'upsell']).nullable().default(null),
    region: z.string().max(100).nullable().default(null),
    product: z.string().max(200).nullable().default(null),
    closeDate: calendarDate,
  }),
  tier: z.string().max(50),
  registeredDaysBefore: z.int().min(0).max(3650).nullable().default(null),
  revenueBefore: z.string().max(40).nullable().default(null),
})
export const exampleReply = z.object({
  /** One per role; null where the amount cannot be said, with the reason. */
  lines: z.array(
    z.object({
      role: z.enum(['sourced', 'influenced']),
      amount: moneyJson.nullable(),
      why: whyText.nullable(),
      because: z.string().nullable(),
    }),
  ),
  findings: z.array(lintFinding),
  rules: z.array(ruleSentence),
})

/** POST /v1/console/plan-drafts/:draftId/simulations */
export const simulateRequest = z.strictObject({
  idempotencyKey,
  months: z.int().min(1).max(120),
})

/** What a draft would have cost on closed deals. Also what `commission simulate` prints. Amounts in the draft's currency. */
export const simulationResult = z.object({
  currency: z.string(),
  from: calendarDate,
  to: calendarDate,
  deals: z.int(),
  dealAmount: moneyJson,
  /** null: there is nothing to compare with. */
  costNow: moneyJson.nullable(),
  costThen: moneyJson,
  delta: moneyJson.nullable(),
  partners: z.array(
    z.object({
      partnerId: z.string(),
      partnerName: z.string(),
      deals: z.int(),
      now: moneyJson.nullable(),
      then: moneyJson,
      delta: moneyJson.nullable(),
    }),
  ),
  months: z.array(z.object({ month: z.string(), now: moneyJson.nullable(), then: moneyJson })),
  /** Deals so near to a threshold that a little more would have changed the commission a lot; the largest first, at most 100. */
  cliffs: z.array(
    z.object({
      dealId: z.string(),
      dealName: z.string().nullable(),
      partnerName: z.string(),
      ruleId: z.string(),
      amount: moneyJson,
      threshold: moneyJson,
      /** How far the deal was from the threshold, and how much the step there is worth. */
      distance: moneyJson,
      step: moneyJson,
    }),
  ),
  cliffCount: z.int(),
  /** Partners whose tier today is not the one that their deals were rated at, and what today's tier would cost. */
  tierMoves: z.array(
    z.object({
      partnerId: z.string(),
      partnerName: z.string(),
      from: z.string(),
      to: z.string(),
      deals: z.int(),
      then: moneyJson,
      atNewTier: moneyJson,
    }),
  ),
  /** Credits that could not be rated, and why: nothing is left out silently. */
  notRated: z.array(z.object({ reason: z.string(), deals: z.int(), examples: z.array(z.string()) })),
})

/** POST /v1/console/simulations/:simulationId/cancel: stops it for good; answers with the simulation. */
export const cancelSimulationRequest = z.strictObject({ idempotencyKey })

/** GET /v1/console/simulations/:simulationId. CSV per credit at …/simulation.csv. */
export const simulationView = z.object({
  id: z.string(),
  draftId: z.string().nullable(),
  programme,
  status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
  problem: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: instant,
  finishedAt: instant.nullable(),
  /** The draft has changed since. */
  outdated: z.boolean(),
  result: simulationResult.nullable(),
})

export type LintFinding = z.infer<typeof lintFinding>
export type PlanList = z.infer<typeof planList>
export type PlanVersionDetail = z.infer<typeof planVersionDetail>
export type PlanDraftView = z.infer<typeof planDraft>
export type ExampleRequest = z.infer<typeof exampleRequest>
export type ExampleReply = z.infer<typeof exampleReply>
export type SimulationResult = z.infer<typeof simulationResult>
export type SimulationView = z.infer<typeof simulationView>
