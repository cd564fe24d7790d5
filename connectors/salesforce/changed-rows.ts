import type { SalesforceClient } from './client.ts'
import type { ListedObject } from './fields.ts'
import { type Reading, firstPageWithCoverage, queryPages } from './query-pages.ts'
import { soqlInstant, soqlString } from './soql.ts'
import { instantOf } from './map-opportunity.ts'
import type { Row } from './wire.ts'

/**
 * What was changed at or after an instant, oldest change first, deleted and merged records among it. Stamps have
 * whole seconds, which thousands of records may share: the id goes on inside one second.
 */
export async function* changedRows(
  client: SalesforceClient,
  object: ListedObject,
  fields: readonly string[],
  since: Date,
): AsyncGenerator<{ rows: Row[]; answeredAt: Date }> {
  const reading = changesSince(object, fields, since)
  const begun = await firstPageWithCoverage(client, object, reading)
  for await (const { rows } of queryPages(client, reading, begun.page)) {
    yield { rows, answeredAt: begun.completeUntil }
  }
}

export function changesSince(object: ListedObject, fields: readonly string[], since: Date): Reading {
  return {
    kind: `changed_${object.toLowerCase()}`,
    soql: (after) =>
      `SELECT ${fields.join(', ')} FROM ${object} WHERE ${after ? behind(after) : `SystemModstamp >= ${soqlInstant(since)}`} ` +
      'ORDER BY SystemModstamp, Id',
  }
}

function behind(row: Row): string {
  const stamp = instantOf(row['SystemModstamp'])
  if (!stamp) throw new Error('Salesforce found a record by a stamp that it does not show')
  const at = soqlInstant(stamp)
  return `SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${soqlString(row['Id'] ?? '')})`
}
