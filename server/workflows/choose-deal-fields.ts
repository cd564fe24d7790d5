import { CrmError } from '../../connectors/crm.port.ts'
import {
  DEAL_FIELDS,
  DEAL_FIELD_LABEL,
  DEAL_FIELD_TYPE,
  type DealFieldChoice,
  type DealFieldMapping,
} from '../../shared/crm/deal-fields.ts'
import type { Actor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import { recordAudit } from '../db/audit-store.ts'
import { findConnection, lockConnection, setDealFields } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { endDeadRuns, lockMirror, saveSyncState } from '../db/sync-store.ts'
import { notFound, Refusal } from '../errors.ts'

type Asking = Pick<Context, 'db' | 'crmFor'>

/** The fields of the CRM's deals that may be mapped, as the CRM has them now. Calls it: no transaction may be open. */
export async function askForDealFields(
  context: Asking,
  workspaceId: string,
  connectionId: string,
): Promise<DealFieldChoice[]> {
  await connectionOf(context, workspaceId, connectionId)
  try {
    const crm = await context.crmFor(workspaceId, connectionId)
    return await crm.dealFieldChoices()
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    throw new Refusal('unavailable', `The fields cannot be read just now. ${error.message}`, { cause: error })
  }
}

/** Refuses what the CRM does not offer. What is mapped already is not asked about: a field that is gone may stay until it is back. */
export async function checkDealFields(
  context: Asking,
  workspaceId: string,
  connectionId: string,
  fields: DealFieldMapping,
): Promise<void> {
  const held = (await connectionOf(context, workspaceId, connectionId)).dealFields
  const added = DEAL_FIELDS.filter((field) => fields[field] !== undefined && fields[field] !== held[field])
  if (added.length === 0) return
  const choices = await askForDealFields(context, workspaceId, connectionId)
  const wrong = added.flatMap((field) => {
    const choice = choices.find(({ name }) => name === fields[field])
    if (choice?.type === DEAL_FIELD_TYPE[field]) return []
    const message = choice
      ? `${choice.label} does not hold a ${DEAL_FIELD_TYPE[field]}.`
      : `The CRM has no deal field "${fields[field]}" that is shown to Partner Desk.`
    return [{ path: `fields.${field}`, message }]
  })
  const [first] = wrong
  if (first) throw new Refusal('rule_violated', first.message, { fields: wrong })
}

async function connectionOf(context: Asking, workspaceId: string, connectionId: string) {
  const connection = await context.db.inWorkspace(workspaceId, (tx) => findConnection(tx, connectionId))
  if (!connection) throw notFound('connection')
  return connection
}

/**
 * Sets which of the CRM's fields hold what plans look at, and records who did. The next run lists every deal from its start; one
 * that is under way reads by the fields of before, and ends at its next page. Returns whether anything changed.
 */
export async function chooseDealFields(
  tx: WorkspaceTx,
  actor: Actor,
  choice: { connectionId: string; fields: DealFieldMapping },
  work: { now: Date; newId: () => string },
): Promise<boolean> {
  const { connectionId, fields } = choice
  const connection = await lockConnection(tx, connectionId)
  if (!connection) throw notFound('connection')
  const before = connection.dealFields
  if (DEAL_FIELDS.every((field) => before[field] === fields[field])) return false
  await setDealFields(tx, connectionId, fields, work.now)
  await lockMirror(tx, connectionId, 'deal')
  await saveSyncState(tx, connectionId, 'deal', { changedSince: null, resumeRun: null, resumeAfter: null })
  await endDeadRuns(tx, connectionId, work.now)
  await recordAudit(tx, {
    id: work.newId(),
    dealId: null,
    subjectKind: 'connection',
    subjectId: connectionId,
    kind: 'deal_fields_chosen',
    actor: { userId: actor.userId, name: actor.name },
    at: work.now,
    reason: null,
    before: named(before),
    after: named(fields),
  })
  return true
}

const named = (fields: DealFieldMapping) =>
  Object.fromEntries(DEAL_FIELDS.map((field) => [DEAL_FIELD_LABEL[field], fields[field] ?? null]))
