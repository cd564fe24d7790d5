import { calendarDate } from '../../shared/calendar-date.ts'
import { describePolicies } from '../../shared/commission/describe-plan.ts'
import { readableRules } from './readable-rules.ts'
import type { PlanDraftView, PlanList } from '../../shared/contract/plan-api.ts'
import type { Actor } from '../auth/actor.ts'
import { countClosedDeals } from '../db/closed-deal-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { DraftRecord } from '../db/plan-draft-store.ts'
import { newestSimulationOf } from '../db/plan-simulation-store.ts'
import { findPlanVersion } from '../db/plan-version-store.ts'
import { loginsOfPerson, namesOf } from '../db/user-store.ts'
import { draftActions, type Step } from '../workflows/draft-actions.ts'
import { type DraftReview, reviewDraft } from '../workflows/review-draft.ts'
import { draftOrRefusal } from '../workflows/step-draft.ts'
import { programmeName, versionRow } from './plan-version.ts'

type DraftRow = PlanList['plans'][number]['drafts'][number]

/** A draft with what lint finds in it today and what this person may do with it. */
export async function readPlanDraft(
  tx: WorkspaceTx,
  now: Date,
  actor: Actor,
  draftId: string,
): Promise<PlanDraftView> {
  const draft = await draftOrRefusal(tx, draftId)
  const review = asPublished(draft, await reviewDraft(tx, now, draft))
  const { plan, findings, takeOver } = review
  const logins = await loginsOfPerson(tx, actor.userId)
  const actions = draftActions(actor, { draft, findings, takeOver, logins })
  const basedOn = draft.basedOn === null ? undefined : await findPlanVersion(tx, draft.basedOn)
  return {
    ...draftRow(draft, review, await namesOf(tx, [draft.updatedBy])),
    basedOn: basedOn ? versionRow(basedOn, now) : null,
    terms: draft.terms,
    rules: readableRules(review.terms),
    policies: plan ? describePolicies(plan) : [],
    findings: findings.map(({ acknowledged, ...finding }) => ({
      ...finding,
      acknowledged: acknowledged && {
        by: acknowledged.by,
        at: acknowledged.at,
        reason: acknowledged.reason,
      },
    })),
    publishing: isOpen(draft) ? await publishing(tx, now, review) : null,
    returned: draft.returned,
    actions: {
      edit: shown(actions.edit),
      propose: shown(actions.propose),
      publish: shown(actions.publish),
      return: shown(actions.return),
      discard: shown(actions.discard),
      simulate: shown(actions.simulate),
    },
    simulationId: await newestSimulationOf(tx, draft.id, 'any'),
  }
}

export function draftRow(
  draft: DraftRecord,
  { programme, findings }: DraftReview,
  names: ReadonlyMap<string, string>,
): DraftRow {
  const { id } = draft.terms
  return {
    id: draft.id,
    programme: programmeName(programme),
    name: typeof id === 'string' && id.trim() !== '' ? id : programme.name,
    status: draft.status,
    revision: draft.revision,
    updatedBy: { id: draft.updatedBy, name: names.get(draft.updatedBy) ?? draft.updatedBy },
    updatedAt: draft.updatedAt.toISOString(),
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity, acknowledged }) => severity === 'warning' && !acknowledged).length,
  }
}

/** Of what is published the page shows what people knew of then: lint would find its own version in its way. */
function asPublished(draft: DraftRecord, review: DraftReview): DraftReview {
  if (draft.status !== 'published') return review
  const findings = draft.acknowledged.map(({ finding, ...acknowledged }) => ({ ...finding, acknowledged }))
  return { ...review, findings }
}

const isOpen = ({ status }: DraftRecord): boolean => status === 'draft' || status === 'proposed'

const shown = ({ allowed, because }: Step) => ({ allowed, because })

async function publishing(tx: WorkspaceTx, now: Date, review: DraftReview): Promise<string | null> {
  const { plan, takeOver, programme } = review
  if (!plan || !takeOver?.ok) return null
  const { effectiveFrom: from, effectiveTo, timeZone } = plan
  if (from > calendarDate(now, timeZone)) return takeOver.text
  const to = effectiveTo ?? '9999-12-31'
  const closed = await countClosedDeals(tx, { partnerType: programme.partnerType, timeZone, from, to })
  const deals = closed === 1 ? 'One won deal' : `${closed} won deals`
  return closed === 0
    ? takeOver.text
    : `${takeOver.text} ${deals} of its partners closed in that time already, and commission is posted for ${closed === 1 ? 'it' : 'them'} at once.`
}
