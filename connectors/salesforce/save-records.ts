import { CrmError, type RefusedWrite } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { backoffMs } from './retry.ts'
import { type SavedRecord, savedRecords } from './wire.ts'

/** A record to be written, and the deal that it belongs to. */
export interface Save {
  dealExternalId: string
  record: Readonly<Record<string, unknown>>
}

const BATCH = 200
/** What is locked by somebody else is tried again in ever smaller company: fewer parents at once, fewer clashes. */
const BATCHES_AFTER_LOCK = [50, 10, 1]

/** Writes records 200 to a call, in the order given. Names the deals of those that Salesforce refused. */
export async function saveRecords(
  client: SalesforceClient,
  path: string,
  saves: readonly Save[],
): Promise<RefusedWrite[]> {
  const refused: RefusedWrite[] = []
  let locked = await saveBatches(client, path, saves, BATCH, refused)
  for (const [index, batch] of BATCHES_AFTER_LOCK.entries()) {
    if (locked.length === 0) break
    await client.timing.sleep(backoffMs(index + 1, client.random))
    locked = await saveBatches(client, path, locked, batch, refused)
  }
  for (const { dealExternalId } of locked) {
    refused.push({
      dealExternalId,
      problem: 'The deal or its account is locked in Salesforce by another change. We try again later.',
      gone: false,
    })
  }
  return refused
}

/** Returns those that were locked. */
async function saveBatches(
  client: SalesforceClient,
  path: string,
  saves: readonly Save[],
  batch: number,
  refused: RefusedWrite[],
): Promise<Save[]> {
  const locked: Save[] = []
  for (let start = 0; start < saves.length; start += batch) {
    const sent = saves.slice(start, start + batch)
    const { data } = await client.call({
      kind: 'write',
      method: 'PATCH',
      path,
      body: { allOrNone: false, records: sent.map(({ record }) => record) },
      reply: savedRecords,
    })
    if (data.length !== sent.length) {
      throw new CrmError('unavailable', 'Salesforce did not say of every record whether it was written')
    }
    for (const [index, save] of sent.entries()) {
      const saved = data[index]
      if (!saved || saved.success) continue
      if (has(saved, 'UNABLE_TO_LOCK_ROW')) locked.push(save)
      else
        refused.push({ dealExternalId: save.dealExternalId, problem: problemOf(saved), gone: isGone(saved) })
    }
  }
  return locked
}

const has = (saved: SavedRecord, code: string): boolean =>
  saved.errors.some(({ statusCode }) => statusCode === code)

/** Deleted, or purged so that its id means nothing any more. */
function isGone(saved: SavedRecord): boolean {
  return (
    has(saved, 'ENTITY_IS_DELETED') || has(saved, 'NOT_FOUND') || has(saved, 'INVALID_CROSS_REFERENCE_KEY')
  )
}

function problemOf(saved: SavedRecord): string {
  const said = saved.errors
    .map(({ message, statusCode }) => message || statusCode)
    .filter((text) => text !== '')
  return said.join('; ') || 'Salesforce did not say why.'
}
