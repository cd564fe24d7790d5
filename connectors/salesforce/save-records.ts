import { CrmError, type RefusedWrite } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'
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
    const outcomes = await saveTogether(client, path, saves.slice(start, start + batch))
    for (const { save, saved } of outcomes) {
      if (saved.success) continue
      if (has(saved, 'UNABLE_TO_LOCK_ROW')) locked.push(save)
      else
        refused.push({ dealExternalId: save.dealExternalId, problem: problemOf(saved), gone: isGone(saved) })
    }
  }
  return locked
}

interface Outcome {
  save: Save
  saved: SavedRecord
}

async function saveTogether(
  client: SalesforceClient,
  path: string,
  saves: readonly Save[],
): Promise<Outcome[]> {
  try {
    const records = saves.map(({ record }) => record)
    const body = { allOrNone: false, records }
    const { data } = await client.call({ kind: 'write', method: 'PATCH', path, body, reply: savedRecords })
    return saves.map((save, index) => {
      const saved = data[index]
      if (saved) return { save, saved }
      throw new CrmError('unavailable', 'Salesforce did not say of every record whether it was written')
    })
  } catch (error) {
    if (!(error instanceof SalesforceRejection) || isAboutFields(error)) throw error
    if (saves.length === 1 || error.has('UNABLE_TO_LOCK_ROW')) {
      return saves.map((save) => ({ save, saved: refusedWhole(error) }))
    }
    // A value that Salesforce cannot even read fails the whole call: halve until it is alone.
    const middle = Math.ceil(saves.length / 2)
    const first = await saveTogether(client, path, saves.slice(0, middle))
    return [...first, ...(await saveTogether(client, path, saves.slice(middle)))]
  }
}

/** Whether no record at all can be written: the package's fields or objects are not there for us. */
export function isAboutFields(error: SalesforceRejection): boolean {
  return error.status === 404 || error.has('INVALID_FIELD', 'INVALID_TYPE', 'NOT_FOUND')
}

function refusedWhole({ problems }: SalesforceRejection): SavedRecord {
  const errors = problems.map(({ errorCode, message }) => ({ statusCode: errorCode, message }))
  return { success: false, errors }
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
