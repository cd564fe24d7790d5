import type { HubspotClient } from './hubspot-client.ts'
import { type WireRecord, batchRecords } from './wire.ts'

const READ_BATCH = 100

/** The records of these ids, active ones or archived ones; those that are not there are left out. */
export async function readBatches(
  client: HubspotClient,
  kind: string,
  path: string,
  properties: readonly string[],
  ids: readonly string[],
  archived: boolean,
): Promise<WireRecord[]> {
  const records: WireRecord[] = []
  for (let start = 0; start < ids.length; start += READ_BATCH) {
    const { data } = await client.call({
      kind,
      method: 'POST',
      path: `${path}/batch/read`,
      query: { archived: String(archived) },
      body: {
        inputs: ids.slice(start, start + READ_BATCH).map((id) => ({ id })),
        properties,
        propertiesWithHistory: [],
      },
      reply: batchRecords,
    })
    records.push(...data.results)
  }
  return records
}
