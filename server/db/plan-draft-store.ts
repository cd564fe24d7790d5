import { z } from 'zod'
import { type LintFinding, lintFinding } from '../../shared/contract/plan-api.ts'
import type { PlanDraftTable } from './commission-tables.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'

export type DraftStatus = PlanDraftTable['status']
export type PlanTerms = Record<string, unknown>

/** Terms that somebody works on. They may be any JSON object; lint says what keeps them from being a plan. */
export interface DraftRecord {
  id: string
  programmeId: string
  /** The published version that it was copied from. */
  basedOn: string | null
  terms: PlanTerms
  /** Grows by one with each change of the terms. */
  revision: number
  status: DraftStatus
  acknowledged: Acknowledgement[]
  /** Everybody who changed the terms; none of them may publish. */
  editedBy: string[]
  createdBy: string
  createdAt: Date
  updatedBy: string
  updatedAt: Date
  proposedBy: string | null
  proposedAt: Date | null
  returned: ReturnNote | null
  publishedBy: string | null
  publishedVersionId: string | null
}

/** A warning that is meant: who says so, when and why. */
export interface Acknowledgement {
  finding: LintFinding
  byId: string
  /** The person's name then. */
  by: string
  at: string
  reason: string
}

export interface ReturnNote {
  by: string
  at: string
  reason: string
}

const acknowledgements = z.array(
  z.object({ finding: lintFinding, byId: z.string(), by: z.string(), at: z.string(), reason: z.string() }),
)
const returnNote = z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable()
const termsObject = z.record(z.string(), z.unknown())

/** Reads what `insertPlanVersion` and drafts keep of acknowledged warnings. */
export const readAcknowledgements = (json: unknown): Acknowledgement[] => acknowledgements.parse(json)

export async function findDraft(tx: WorkspaceTx, draftId: string): Promise<DraftRecord | undefined> {
  const row = await drafts(tx).where('id', '=', draftId).executeTakeFirst()
  return row && toDraft(row)
}

/** The draft, held until the transaction ends: who changes it comes one after the other. */
export async function lockDraft(tx: WorkspaceTx, draftId: string): Promise<DraftRecord | undefined> {
  const row = await drafts(tx).where('id', '=', draftId).forUpdate().executeTakeFirst()
  return row && toDraft(row)
}

/** Drafts that are neither published nor discarded, last changed first. */
export async function openDrafts(tx: WorkspaceTx): Promise<DraftRecord[]> {
  const rows = await drafts(tx)
    .where('status', 'in', ['draft', 'proposed'])
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toDraft)
}

export async function insertDraft(
  tx: WorkspaceTx,
  draft: Pick<DraftRecord, 'id' | 'programmeId' | 'basedOn' | 'terms' | 'createdBy' | 'createdAt'>,
): Promise<void> {
  await tx.db
    .insertInto('plan_draft')
    .values({
      workspace_id: tx.workspaceId,
      id: draft.id,
      programme_id: draft.programmeId,
      based_on: draft.basedOn,
      terms: toJsonb(draft.terms),
      status: 'draft',
      edited_by: [draft.createdBy],
      created_by: draft.createdBy,
      created_at: draft.createdAt,
      updated_by: draft.createdBy,
      updated_at: draft.createdAt,
    })
    .execute()
}

export type DraftChange = Partial<
  Pick<
    DraftRecord,
    | 'terms'
    | 'revision'
    | 'status'
    | 'acknowledged'
    | 'editedBy'
    | 'proposedBy'
    | 'proposedAt'
    | 'returned'
    | 'publishedBy'
    | 'publishedVersionId'
  >
>

/** Call it with the draft locked. Throws when the draft is gone, or when an author is to be its publisher. */
export async function updateDraft(
  tx: WorkspaceTx,
  draftId: string,
  change: DraftChange,
  by: { userId: string; at: Date },
): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('plan_draft')
    .set({
      ...(change.terms !== undefined && { terms: toJsonb(change.terms) }),
      ...(change.revision !== undefined && { revision: change.revision }),
      ...(change.status !== undefined && { status: change.status }),
      ...(change.acknowledged !== undefined && { acknowledged: toJsonb(change.acknowledged) }),
      ...(change.editedBy !== undefined && { edited_by: change.editedBy }),
      ...(change.proposedBy !== undefined && { proposed_by: change.proposedBy }),
      ...(change.proposedAt !== undefined && { proposed_at: change.proposedAt }),
      ...(change.returned !== undefined && { returned: change.returned && toJsonb(change.returned) }),
      ...(change.publishedBy !== undefined && { published_by: change.publishedBy }),
      ...(change.publishedVersionId !== undefined && { published_version_id: change.publishedVersionId }),
      updated_by: by.userId,
      updated_at: by.at,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', draftId)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`draft ${draftId} was to be changed but is not there`)
}

function drafts(tx: WorkspaceTx) {
  return tx.db.selectFrom('plan_draft').selectAll().where('workspace_id', '=', tx.workspaceId)
}

type DraftRow = Omit<PlanDraftTable, 'terms' | 'revision' | 'acknowledged' | 'returned'> & {
  terms: unknown
  revision: number
  acknowledged: unknown
  returned: unknown
}

function toDraft(row: DraftRow): DraftRecord {
  return {
    id: row.id,
    programmeId: row.programme_id,
    basedOn: row.based_on,
    terms: termsObject.parse(row.terms),
    revision: row.revision,
    status: row.status,
    acknowledged: readAcknowledgements(row.acknowledged),
    editedBy: row.edited_by,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    returned: returnNote.parse(row.returned),
    publishedBy: row.published_by,
    publishedVersionId: row.published_version_id,
  }
}
