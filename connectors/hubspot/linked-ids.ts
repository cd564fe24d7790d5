import { CrmError } from '../crm.port.ts'
import type { HubspotClient } from './hubspot-client.ts'
import { type BatchError, associationBatch } from './wire.ts'

const BATCH = 1_000

/** The records that each of these is linked with, without regard to labels: 1,000 of them to a call, and no call for none. */
export async function linkedIds(
  client: HubspotClient,
  path: string,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const linked = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]))
  let inputs: { id: string; after?: string }[] = [...linked.keys()].map((id) => ({ id }))
  while (inputs.length > 0) {
    const { data } = await client.call({
      kind: 'associations',
      method: 'POST',
      path,
      body: { inputs: inputs.slice(0, BATCH) },
      reply: associationBatch,
    })
    const unexpected = data.errors.find((error) => !meansNone(error))
    if (unexpected) throw new CrmError('unavailable', `HubSpot did not list links: ${unexpected.message}`)
    const goOn: typeof inputs = []
    for (const { from, to, paging } of data.results) {
      for (const { toObjectId } of to) linked.get(from.id)?.add(toObjectId)
      if (paging?.next) goOn.push({ id: from.id, after: paging.next.after })
    }
    inputs = [...goOn, ...inputs.slice(BATCH)]
  }
  return new Map([...linked].map(([id, to]) => [id, [...to]]))
}

/** A record without links is reported as an error of the batch, and so is one that was archived meanwhile. */
export function meansNone(error: BatchError): boolean {
  const code = `${error.category} ${String(error.subCategory ?? '')}`
  return /NO_ASSOCIATIONS_FOUND|OBJECT_NOT_FOUND/i.test(code)
}
