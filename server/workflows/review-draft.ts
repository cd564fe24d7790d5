import { calendarDate, isTimeZone } from '../../shared/calendar-date.ts'
import { addMonths } from '../../shared/commission/calendar.ts'
import type { OtherPlan } from '../../shared/commission/lint/lint-context.ts'
import { lintPlan } from '../../shared/commission/lint/lint-plan.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { LintFinding } from '../../shared/contract/plan-api.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import { type TakeOver, takeOver } from '../../shared/plan/publish-window.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import { dealCurrencies, typicalWonAmount } from '../db/closed-deal-store.ts'
import { mappedDealFields } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { Acknowledgement, DraftRecord, PlanTerms } from '../db/plan-draft-store.ts'
import { type PlanVersionRecord, planVersions } from '../db/plan-version-store.ts'
import { findProgrammeById } from '../db/programme-store.ts'
import { ratesTo } from './rates-to.ts'

export interface ReviewedFinding extends LintFinding {
  acknowledged: Pick<Acknowledgement, 'by' | 'at' | 'reason'> | null
}

/** What can be said of a draft's terms today. */
export interface DraftReview {
  programme: Programme
  versions: PlanVersionRecord[]
  /** The number that it gets when it is published now. */
  nextVersion: number
  /** The terms with that number. */
  terms: PlanTerms
  /** null while the terms have faults. */
  plan: Plan | null
  findings: ReviewedFinding[]
  /** null while the terms are no plan. */
  takeOver: TakeOver | null
}

/** Reads the terms as the next version of their programme, among what is published, sold and exchanged. */
export async function reviewDraft(
  tx: WorkspaceTx,
  now: Date,
  draft: Pick<DraftRecord, 'programmeId' | 'terms' | 'acknowledged'>,
): Promise<DraftReview> {
  const programme = await findProgrammeById(tx, draft.programmeId)
  if (!programme) throw new Error(`programme ${draft.programmeId} of a draft is not there`)
  const versions = await planVersions(tx, programme.id)
  const nextVersion = nextVersionOf(versions)
  const terms = { ...draft.terms, version: nextVersion }
  const reading = parsePlan(terms)
  const plan = reading.ok ? reading.plan : null
  const taking = plan && takeOver(plan, versions, lastToday(now, plan.timeZone, versions))
  const findings = await lint(tx, now, { programme, versions, terms, plan, taking })
  return {
    programme,
    versions,
    nextVersion,
    terms,
    plan,
    findings: findings.map((finding) => ({
      ...finding,
      acknowledged: draft.acknowledged.find((one) => one.finding.id === finding.id) ?? null,
    })),
    takeOver: taking,
  }
}

export const nextVersionOf = (versions: readonly Pick<PlanVersionRecord, 'version'>[]): number =>
  Math.max(0, ...versions.map(({ version }) => version)) + 1

/** The acknowledgements of findings that are still made: the others have died. */
export function livingAcknowledgements(
  acknowledged: readonly Acknowledgement[],
  findings: readonly LintFinding[],
): Acknowledgement[] {
  const made = new Set(findings.map(({ id }) => id))
  return acknowledged.filter(({ finding }) => made.has(finding.id))
}

/** Today's date where it is latest: in no zone of these plans may a day that has begun change its terms. */
function lastToday(now: Date, timeZone: string, versions: readonly PlanVersionRecord[]): string {
  const zones = versions.map(({ terms }) => terms['timeZone']).filter((zone) => typeof zone === 'string')
  return (
    [timeZone, ...zones]
      .map((zone) => calendarDate(now, zone))
      .sort()
      .at(-1) ?? ''
  )
}

interface Reading extends Pick<DraftReview, 'programme' | 'versions' | 'terms' | 'plan'> {
  taking: TakeOver | null
}

async function lint(tx: WorkspaceTx, now: Date, reading: Reading): Promise<LintFinding[]> {
  const { programme, terms } = reading
  const { currency, timeZone } = terms
  const today = calendarDate(now, typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : 'UTC')
  const aYearAgo = new Date(`${addMonths(today, -12)}T00:00:00Z`)
  const currencies = await dealCurrencies(tx, aYearAgo)
  const known = typeof currency === 'string' && isCurrency(currency)
  return lintPlan(terms, {
    today,
    otherPlans: otherPlans(reading),
    dealCurrencies: currencies,
    rates: known ? await ratesTo(tx, currency, currencies, [today]) : [],
    programme,
    mappedFields: await mappedDealFields(tx),
    typicalDealAmount: known ? await typicalWonAmount(tx, currency, aYearAgo) : undefined,
  })
}

/** With the windows that they have once this one is published. */
function otherPlans({ programme, versions, taking }: Reading): OtherPlan[] {
  const ends = new Map(taking?.ok ? taking.ends.map(({ id, effectiveTo }) => [id, effectiveTo]) : [])
  return versions.map(({ id, key, version, effectiveFrom, effectiveTo, terms: { currency } }) => ({
    id,
    key,
    version,
    effectiveFrom,
    effectiveTo: ends.get(id) ?? effectiveTo,
    programme: programme.name,
    currency: typeof currency === 'string' ? currency : undefined,
  }))
}
