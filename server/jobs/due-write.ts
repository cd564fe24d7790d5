import { createHash } from 'node:crypto'
import type { PartnerFields } from '../../connectors/crm.port.ts'
import type { Context } from '../context.ts'
import { findConnection } from '../db/connection-store.ts'
import { findDealById } from '../db/deal-store.ts'
import { REFUSED, writtenHash } from '../db/write-back-store.ts'
import { partnerFields } from '../workflows/partner-fields.ts'

/** What the CRM's record of a deal does not say yet. */
export interface DueWrite {
  dealId: string
  connectionId: string
  fields: PartnerFields
  hash: string
  /** The CRM refused the last write. */
  refusedBefore: boolean
}

/** undefined when the CRM's record says all that is true, as far as we know, or cannot be written. */
export async function dueWrite(
  { db, crmKinds }: Pick<Context, 'db' | 'crmKinds'>,
  workspaceId: string,
  dealId: string,
): Promise<DueWrite | undefined> {
  return db.inWorkspace(workspaceId, async (tx) => {
    const deal = await findDealById(tx, dealId)
    // What the CRM has archived or merged away it does not let us write.
    if (deal?.state !== 'active') return undefined
    const { connectionId } = deal
    const connection = await findConnection(tx, connectionId)
    if (!connection) throw new Error(`deal ${dealId} has no connection`)
    const fields = await partnerFields(tx, deal, connection.timeZone ?? 'UTC')
    const hashOf = crmKinds[connection.crm].keepsPartnerRecords ? hashWithRecords : hashOfFields
    const hash = hashOf(fields)
    const known = await writtenHash(tx, dealId)
    const written = known ?? hashOf({ ...nothing, dealExternalId: deal.externalId })
    if (hash === written) return undefined
    return { dealId, connectionId, fields, hash, refusedBefore: known === REFUSED }
  })
}

/** What a record says that nobody ever wrote to. */
const nothing = {
  partnerName: '',
  partnerRole: '',
  registrationStatus: '',
  protectedUntil: '',
  commissionAmount: '',
  credits: [],
  registrations: [],
}

/** Field by field: the order of keys must not matter. */
const fieldsOf = (fields: PartnerFields): string[] => [
  fields.partnerName,
  fields.partnerRole,
  fields.registrationStatus,
  fields.protectedUntil,
  fields.commissionAmount,
]

/** What changes in our own records alone is nothing to a CRM that holds only the fields. */
const hashOfFields = (fields: PartnerFields): string => sha256(fieldsOf(fields))

/** Nothing else than `hashOfFields` while there are no records. */
function hashWithRecords(fields: PartnerFields): string {
  const records = [...fields.credits, ...fields.registrations].map((record) => Object.entries(record).sort())
  return records.length === 0 ? hashOfFields(fields) : sha256([fieldsOf(fields), records])
}

const sha256 = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url')
