import { z } from 'zod'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { RegistrationTable } from './tables.ts'

const claim = z.object({
  contactName: z.string(),
  contactEmail: z.string().nullable(),
  useCase: z.string(),
  evidence: z.string(),
})
export type RegistrationClaim = z.infer<typeof claim>

export interface RegistrationRecord {
  id: string
  dealId: string
  partnerId: string
  status: RegistrationTable['status']
  claim: RegistrationClaim
  submittedBy: string
  submittedAt: Date
  completeAt: Date
  slaDueAt: Date
  slaPausedAt: Date | null
  decidedBy: string | null
  decidedAt: Date | null
  rejectReason: RegistrationTable['reject_reason']
  messageToPartner: string | null
  question: string | null
  answer: string | null
  protectedUntil: Date | null
  version: number
}

/** All registrations of a deal, earliest place in the queue first. */
export async function registrationsOf(tx: WorkspaceTx, dealId: string): Promise<RegistrationRecord[]> {
  const rows = await tx.db
    .selectFrom('registration')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .orderBy('complete_at')
    .orderBy('id')
    .execute()
  return rows.map(toRegistration)
}

/** By id; one that is not here is absent. */
export async function registrationsByIds(
  tx: WorkspaceTx,
  ids: readonly string[],
): Promise<Map<string, RegistrationRecord>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('registration')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, toRegistration(row)]))
}

export async function insertRegistration(tx: WorkspaceTx, registration: RegistrationRecord): Promise<void> {
  await tx.db
    .insertInto('registration')
    .values({
      workspace_id: tx.workspaceId,
      id: registration.id,
      deal_id: registration.dealId,
      partner_id: registration.partnerId,
      submitted_by: registration.submittedBy,
      submitted_at: registration.submittedAt,
      complete_at: registration.completeAt,
      claim: toJsonb(registration.claim),
      ...changing(registration),
      version: 1,
    })
    .execute()
}

/**
 * Writes what can change. Throws when the row is no longer the version that the change was made from: callers hold
 * the deal's lock, so that is a bug and not a race to handle.
 */
export async function updateRegistration(
  tx: WorkspaceTx,
  registration: RegistrationRecord,
): Promise<RegistrationRecord> {
  const next = { ...registration, version: registration.version + 1 }
  const { numUpdatedRows } = await tx.db
    .updateTable('registration')
    .set({ ...changing(next), version: next.version })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', registration.id)
    .where('version', '=', registration.version)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n)
    throw new Error(`registration ${registration.id} is not at version ${registration.version}`)
  return next
}

/** Says that a registration is for this deal from now on. Throws when the partner has a live one there. */
export async function moveRegistrationToDeal(
  tx: WorkspaceTx,
  registrationId: string,
  dealId: string,
): Promise<void> {
  await tx.db
    .updateTable('registration')
    .set((eb) => ({ deal_id: dealId, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', registrationId)
    .execute()
}

function changing(registration: RegistrationRecord) {
  return {
    status: registration.status,
    sla_due_at: registration.slaDueAt,
    sla_paused_at: registration.slaPausedAt,
    decided_by: registration.decidedBy,
    decided_at: registration.decidedAt,
    reject_reason: registration.rejectReason,
    message_to_partner: registration.messageToPartner,
    question: registration.question,
    answer: registration.answer,
    protected_until: registration.protectedUntil,
  }
}

type RegistrationRow = Omit<RegistrationTable, 'claim' | 'version'> & { claim: unknown; version: number }

export function toRegistration(row: RegistrationRow): RegistrationRecord {
  return {
    id: row.id,
    dealId: row.deal_id,
    partnerId: row.partner_id,
    status: row.status,
    claim: claim.parse(row.claim),
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
    completeAt: row.complete_at,
    slaDueAt: row.sla_due_at,
    slaPausedAt: row.sla_paused_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    rejectReason: row.reject_reason,
    messageToPartner: row.message_to_partner,
    question: row.question,
    answer: row.answer,
    protectedUntil: row.protected_until,
    version: row.version,
  }
}
