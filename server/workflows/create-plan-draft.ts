import { calendarDate } from '../../shared/calendar-date.ts'
import { firstOfNextMonth } from '../../shared/plan/days.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { insertDraft, type PlanTerms } from '../db/plan-draft-store.ts'
import { findPlanVersion, planVersions } from '../db/plan-version-store.ts'
import { findProgrammeById } from '../db/programme-store.ts'
import { notFound } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { nextVersionOf } from './review-draft.ts'
import { recordDraftStep } from './step-draft.ts'

/**
 * Begins a draft: a copy of a published version, or nothing but the choices that every plan makes. It would come into force
 * on the first of next month, until somebody says otherwise. Returns its id.
 */
export async function createPlanDraft(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { programmeId: string; basedOn: string | null },
): Promise<string> {
  const programme = await findProgrammeById(tx, input.programmeId)
  if (!programme) throw notFound('programme')
  const source = input.basedOn === null ? undefined : await findPlanVersion(tx, input.basedOn)
  if (input.basedOn !== null && source?.programmeId !== programme.id) throw notFound('plan version')
  const version = nextVersionOf(await planVersions(tx, programme.id))
  const id = moment.newId()
  await insertDraft(tx, {
    id,
    programmeId: programme.id,
    basedOn: input.basedOn,
    terms: source
      ? { ...source.terms, version, ...nextMonth(moment.now, String(source.terms['timeZone'])) }
      : await emptyTerms(tx, moment, programme, version),
    createdBy: actor.userId,
    createdAt: moment.now,
  })
  await recordDraftStep(tx, moment, actor, {
    draftId: id,
    kind: 'plan_draft_created',
    after: { programme: programme.name, basedOnVersion: source?.version ?? null },
  })
  return id
}

async function emptyTerms(
  tx: WorkspaceTx,
  { now }: Moment,
  programme: Programme,
  version: number,
): Promise<PlanTerms> {
  const workspace = await tx.db
    .selectFrom('workspace')
    .select(['time_zone', 'home_currency'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return {
    id: `${programme.partnerType.replaceAll('_', '-')}-plan`,
    version,
    currency: workspace.home_currency,
    timeZone: workspace.time_zone,
    ...nextMonth(now, workspace.time_zone),
    splitSourcing: false,
    decidingDate: 'closeDate',
    openDeals: 'newTerms',
    earning: { kind: 'onCollection' },
    rules: [],
  }
}

function nextMonth(now: Date, timeZone: string) {
  return { effectiveFrom: firstOfNextMonth(calendarDate(now, timeZone)), effectiveTo: null }
}
