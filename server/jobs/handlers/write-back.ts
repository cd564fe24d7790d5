import { createHash } from 'node:crypto'
import { CrmError, type PartnerFields } from '../../../connectors/crm.port.ts'
import type { Context } from '../../context.ts'
import { findConnection } from '../../db/connection-store.ts'
import { findDealById } from '../../db/deal-store.ts'
import { OWED, saveWrittenHash, writtenHash } from '../../db/write-back-store.ts'
import { LONG_PAUSE_MS, pausedForMs } from '../../workflows/paused.ts'
import { partnerFields } from '../../workflows/partner-fields.ts'
import { crashpoint } from '../crashpoint.ts'
import { type Handler, Unretryable } from '../handler.ts'

/**
 * Makes the CRM's record of a deal say what is true of its partner side, and asks the CRM only when that has changed.
 * It looks again after writing: another worker may have read newer facts and written them first.
 */
export const writeBack: Handler<'crm.write_back'> = async ({
  context,
  workspaceId,
  payload,
  stillWorking,
}) => {
  const { dealId } = payload
  try {
    for (;;) {
      const due = await dueWrite(context, workspaceId, dealId)
      if (!due) return
      await write(context, workspaceId, dealId, due)
      await stillWorking()
    }
  } catch (error) {
    // The connection itself asks for a person, or waits. The sync that goes on afterwards asks for this write again.
    const revoked = error instanceof CrmError && error.code === 'revoked'
    if (revoked || pausedForMs(error, LONG_PAUSE_MS) !== undefined) {
      return context.db.inWorkspace(workspaceId, (tx) =>
        saveWrittenHash(tx, dealId, OWED, context.clock.now()),
      )
    }
    if (error instanceof CrmError && error.code === 'forbidden') {
      throw new Unretryable(error.message, { cause: error })
    }
    throw error
  }
}

interface DueWrite {
  connectionId: string
  fields: PartnerFields
  hash: string
}

async function dueWrite(
  { db, crmKinds }: Context,
  workspaceId: string,
  dealId: string,
): Promise<DueWrite | undefined> {
  return db.inWorkspace(workspaceId, async (tx) => {
    const deal = await findDealById(tx, dealId)
    // What the CRM has archived or merged away it does not let us write.
    if (deal?.state !== 'active') return undefined
    const connection = await findConnection(tx, deal.connectionId)
    if (!connection) throw new Error(`deal ${dealId} has no connection`)
    const fields = await partnerFields(tx, deal, connection.timeZone ?? 'UTC')
    const hashOf = crmKinds[connection.crm].keepsPartnerRecords ? hashWithRecords : hashOfFields
    const hash = hashOf(fields)
    const written = (await writtenHash(tx, dealId)) ?? hashOf({ ...nothing, dealExternalId: deal.externalId })
    return hash === written ? undefined : { connectionId: deal.connectionId, fields, hash }
  })
}

async function write(context: Context, workspaceId: string, dealId: string, due: DueWrite): Promise<void> {
  const crm = await context.crmFor(workspaceId, due.connectionId)
  crashpoint('crm.write_back:writing')
  const [refused] = await crm.writePartnerFields([due.fields])
  crashpoint('crm.write_back:written')
  if (refused && !refused.gone) throw new Error(refused.problem)
  // A deal that is gone has nowhere to be written to: it counts as written, and the sync will say what became of it.
  if (refused) context.logger.info({ dealId, problem: refused.problem }, 'the deal is gone from the CRM')
  await context.db.inWorkspace(workspaceId, (tx) =>
    saveWrittenHash(tx, dealId, due.hash, context.clock.now()),
  )
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
