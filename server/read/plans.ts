import { describeRule } from '../../shared/commission/describe-rule.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { PlanList } from '../../shared/contract/plan-api.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { openDrafts } from '../db/plan-draft-store.ts'
import { type PlanVersionRecord, planVersions } from '../db/plan-version-store.ts'
import { listProgrammes } from '../db/programme-store.ts'
import { namesOf } from '../db/user-store.ts'
import { reviewDraft } from '../workflows/review-draft.ts'
import { draftRow } from './plan-draft.ts'
import { programmeName, versionRow } from './plan-version.ts'

/** Every programme with its versions, newest first, the drafts that somebody works on, and the rules in force today. */
export async function readPlans(tx: WorkspaceTx, now: Date): Promise<PlanList> {
  const versions = Map.groupBy(await planVersions(tx), ({ programmeId }) => programmeId)
  const open = await openDrafts(tx)
  const names = await namesOf(
    tx,
    open.map(({ updatedBy }) => updatedBy),
  )
  const drafts = new Map<string, PlanList['plans'][number]['drafts']>()
  for (const draft of open) {
    const row = draftRow(draft, await reviewDraft(tx, now, draft), names)
    drafts.set(draft.programmeId, [...(drafts.get(draft.programmeId) ?? []), row])
  }
  const programmes = await listProgrammes(tx)
  return {
    plans: programmes.map((programme) => {
      const own = (versions.get(programme.id) ?? []).map((version) => ({
        version,
        row: versionRow(version, now),
      }))
      const inForce = own.find(({ row }) => row.status === 'in_force')
      return {
        programme: programmeName(programme),
        versions: own.map(({ row }) => row),
        drafts: drafts.get(programme.id) ?? [],
        rules: inForce ? rulesOf(inForce.version) : [],
      }
    }),
  }
}

function rulesOf({ id, terms }: PlanVersionRecord): string[] {
  const reading = parsePlan(terms)
  if (!reading.ok) throw new Error(`plan version ${id} is not a valid plan`)
  return reading.plan.rules.map((rule) => describeRule(rule, reading.plan))
}
