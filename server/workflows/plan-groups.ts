import { calendarDate } from '../../shared/calendar-date.ts'
import { chooseTerms } from '../../shared/commission/choose-terms.ts'
import { isInForce } from '../../shared/commission/match-rules.ts'
import type { CommissionCredit, ExchangeRate } from '../../shared/commission/input.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'

/** A credit as it goes into a commission, before the plan that serves it is known. */
export interface CreditFacts extends Omit<CommissionCredit, 'termsDate'> {
  /** When the partner came in: its registration was complete, or it was tagged. */
  creditedAt: Date
  /** What its line was accrued with; null for one that has none yet. */
  kept: KeptTerms | null
}

export interface KeptTerms {
  planVersionId: string
  /** The end of the plan's window then: a later version has moved it since. */
  effectiveTo: string | null
  termsDate: string | null
  /** The close date that it was accrued for, in the plan's time zone; null where nobody noted it. */
  closedOn: string | null
  rates: readonly ExchangeRate[]
  /** It was accrued on a deal that was merged into this one: what lines of this one keep goes first. */
  elsewhere: boolean
}

/** The credits of a deal that one version of a plan serves. They are evaluated together: splits are made between them. */
export interface PlanGroup {
  published: PublishedPlan
  /** Calendar date in the plan's time zone. */
  closeDate: string
  credits: CommissionCredit[]
  /** Rates that a line of the group was accrued with; those of the deal's own lines first. */
  keptRates: readonly ExchangeRate[]
}

/**
 * Which version of which plan serves each credit. A line that stands keeps its version for as long as that was in force on
 * the deciding date and the deal closes on the day that it was accrued for; others, and deals that moved to another day, go by
 * the versions of their partner type's programme as they are now. Credits that no version serves are left out.
 */
export function groupByPlan(
  closesAt: Date,
  credits: readonly CreditFacts[],
  plans: readonly PublishedPlan[],
): PlanGroup[] {
  const groups = new Map<string, PlanGroup>()
  for (const facts of credits) {
    const terms = keptTerms(closesAt, facts, plans) ?? newTerms(closesAt, facts, plans)
    if (!terms) continue
    const { published, closeDate, termsDate } = terms
    const { creditedAt: _, kept: __, ...credit } = facts
    const group = groups.get(published.versionId) ?? {
      published,
      closeDate,
      credits: [],
      keptRates: [],
    }
    groups.set(published.versionId, {
      ...group,
      published: {
        ...published,
        plan: { ...published.plan, effectiveTo: later(group.published, published) },
      },
      credits: [...group.credits, { ...credit, termsDate }],
    })
  }
  return [...groups.values()].map((group) => ({ ...group, keptRates: ratesKept(group, credits) }))
}

function ratesKept(group: Pick<PlanGroup, 'published' | 'credits'>, credits: readonly CreditFacts[]) {
  const served = new Set(group.credits.map(({ creditId }) => creditId))
  return credits
    .flatMap(({ creditId, kept }) => (kept && served.has(creditId) ? [kept] : []))
    .filter(({ planVersionId }) => planVersionId === group.published.versionId)
    .toSorted((a, b) => Number(a.elsewhere) - Number(b.elsewhere))
    .flatMap(({ rates }) => rates)
}

/** A deal without a close date is taken to close now. */
export function closingAt(deal: Pick<MirroredDeal, 'closedAt'>, now: Date): Date {
  return deal.closedAt ?? now
}

interface Terms {
  published: PublishedPlan
  closeDate: string
  termsDate: string | null
}

function keptTerms(closesAt: Date, { kept }: CreditFacts, plans: readonly PublishedPlan[]): Terms | null {
  const published = kept && plans.find(({ versionId }) => versionId === kept.planVersionId)
  if (!published) return null
  const plan = { ...published.plan, effectiveTo: kept.effectiveTo }
  const closeDate = calendarDate(closesAt, plan.timeZone)
  const { termsDate, closedOn } = kept
  // Where the deal closes on another day, the windows of today decide: the end that this one had then is no promise for that day.
  if (closedOn !== null && closedOn !== closeDate) return null
  return isInForce(plan, termsDate ?? closeDate)
    ? { published: { ...published, plan }, closeDate, termsDate }
    : null
}

function newTerms(closesAt: Date, credit: CreditFacts, plans: readonly PublishedPlan[]): Terms | null {
  const serving = plans.filter(({ partnerType }) => partnerType === credit.partnerType)
  const [newest] = serving
  if (!newest) return null
  // Versions in several zones: the newest one's calendar tells them apart, so that no instant falls between two.
  const { timeZone } = newest.plan
  const closeDate = calendarDate(closesAt, timeZone)
  const creditedOn = calendarDate(credit.creditedAt, timeZone)
  const windows = serving.map((published) => ({ ...published.plan, published }))
  const chosen = chooseTerms(windows, { closeDate, creditedOn })
  return chosen && { published: chosen.version.published, closeDate, termsDate: chosen.termsDate }
}

function later(a: PublishedPlan, b: PublishedPlan): string | null {
  const [one, other] = [a.plan.effectiveTo, b.plan.effectiveTo]
  if (one === null || other === null) return null
  return one > other ? one : other
}
