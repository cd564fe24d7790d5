import { calendarDate } from '../../shared/calendar-date.ts'
import { addMonths } from '../../shared/commission/calendar.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import {
  insertSimulation,
  unfinishedSimulationsOf,
  updateUnfinishedSimulation,
} from '../db/plan-simulation-store.ts'
import { termsHash } from '../db/plan-version-store.ts'
import { loginsOfPerson } from '../db/user-store.ts'
import { addWork } from '../jobs/outbox.ts'
import { draftActions, refuseUnlessAllowed } from './draft-actions.ts'
import type { Moment } from './lock-deal.ts'
import { reviewDraft } from './review-draft.ts'
import { lockedDraft, recordDraftStep } from './step-draft.ts'

/**
 * Asks for a draft to be tried on the deals that closed in the last months, until today in the plan's time zone. One of a
 * draft runs at a time: those before it are cancelled. Returns the simulation's id; a job does the work.
 */
export async function requestSimulation(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { draftId: string; months: number },
): Promise<string> {
  const draft = await lockedDraft(tx, input.draftId)
  const { plan, terms, findings, takeOver } = await reviewDraft(tx, moment.now, draft)
  const logins = await loginsOfPerson(tx, actor.userId)
  refuseUnlessAllowed(draftActions(actor, { draft, findings, takeOver, logins }).simulate)
  if (!plan) throw new Error(`draft ${draft.id} may be simulated but is no plan`)
  for (const id of await unfinishedSimulationsOf(tx, draft.id)) {
    await updateUnfinishedSimulation(tx, id, { status: 'cancelled', finishedAt: moment.now })
  }
  const id = moment.newId()
  const toDate = calendarDate(moment.now, plan.timeZone)
  const fromDate = addMonths(toDate, -input.months)
  await insertSimulation(tx, {
    id,
    programmeId: draft.programmeId,
    draftId: draft.id,
    draftRevision: draft.revision,
    terms,
    termsHash: termsHash(terms),
    fromDate,
    toDate,
    requestedBy: actor.userId,
    requestedAt: moment.now,
  })
  await addWork(tx, { topic: 'plan.simulate', payload: { simulationId: id }, dedupeKey: id })
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_simulation_requested',
    after: { simulationId: id, revision: draft.revision, from: fromDate, to: toDate },
  })
  return id
}
