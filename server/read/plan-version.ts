import { calendarDate } from '../../shared/calendar-date.ts'
import { describePolicies } from '../../shared/commission/describe-plan.ts'
import { describeRule } from '../../shared/commission/describe-rule.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { PlanList, PlanVersionDetail } from '../../shared/contract/plan-api.ts'
import { windowStatus } from '../../shared/plan/publish-window.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findPlanVersion, type PlanVersionRecord } from '../db/plan-version-store.ts'
import { findProgrammeById } from '../db/programme-store.ts'
import { notFound } from '../errors.ts'

export type VersionRow = PlanList['plans'][number]['versions'][number]
export type ProgrammeName = PlanVersionDetail['programme']

/** A published version in full: what it says, who published it and which warnings they knew of. */
export async function readPlanVersion(
  tx: WorkspaceTx,
  now: Date,
  versionId: string,
): Promise<PlanVersionDetail> {
  const version = await findPlanVersion(tx, versionId)
  if (!version) throw notFound('plan version')
  const programme = await findProgrammeById(tx, version.programmeId)
  if (!programme) throw new Error(`programme ${version.programmeId} of a plan version is not there`)
  const reading = parsePlan(version.terms)
  if (!reading.ok) throw new Error(`plan version ${version.id} is not a valid plan`)
  const { plan } = reading
  return {
    ...versionRow(version, now),
    programme: programmeName(programme),
    terms: version.terms,
    rules: plan.rules.map((rule) => ({ id: rule.id, text: describeRule(rule, plan) })),
    policies: describePolicies({ ...plan, effectiveTo: version.effectiveTo }),
    acknowledged: version.acknowledged.map(({ finding, by, at, reason }) => ({ finding, by, at, reason })),
    simulationId: version.simulationId,
  }
}

/** Where a version stands today, by the calendar of its own time zone. */
export function versionRow(version: PlanVersionRecord, now: Date): VersionRow {
  const today = calendarDate(now, String(version.terms['timeZone']))
  return {
    id: version.id,
    key: version.key,
    version: version.version,
    effectiveFrom: version.effectiveFrom,
    effectiveTo: version.effectiveTo,
    status: windowStatus(version, today),
    publishedBy: version.publishedBy,
    publishedAt: version.publishedAt.toISOString(),
    reason: version.reason,
  }
}

export function programmeName({ id, name, partnerType, tiers }: Programme): ProgrammeName {
  return { id, name, partnerType, tiers }
}
