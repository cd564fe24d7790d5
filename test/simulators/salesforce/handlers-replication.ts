import { ApiError } from './api-error.ts'
import { dataPath } from './api-version.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import { objectNamed } from './handlers-describe.ts'
import { stampOf, textOf } from './record.ts'
import { ok } from './reply.ts'
import type { World } from './simulator.ts'

const dayMs = 86_400_000

/** Which ids changed or went in a span of time. */
export function replicationEndpoints({ org }: World): Endpoint[] {
  const wire = (stamp: string): string => stamp.replace('Z', '+0000')
  /** A transaction that is still open may yet bring changes from its beginning on. */
  const covered = (end: number): number => {
    const safe = Math.min(end, org.now().getTime())
    return Math.min(safe, org.openTransactionSince?.getTime() ?? safe)
  }
  return [
    {
      method: 'GET',
      path: `${dataPath}/sobjects/:object/updated`,
      kind: 'updated',
      answer: (request) => {
        const object = objectNamed(org, request.params.object)
        const { start, end } = spanOf(request, org.now(), 30)
        const ids = [...org.active(object.name)]
          .filter((record) => {
            const at = Date.parse(textOf(record, 'SystemModstamp'))
            return at >= start && at < end && org.visibility.seesRecord(record.id)
          })
          .map(({ id }) => id)
        return ok({ ids, latestDateCovered: wire(stampOf(new Date(covered(end)))) })
      },
    },
    {
      method: 'GET',
      path: `${dataPath}/sobjects/:object/deleted`,
      kind: 'deleted',
      answer: (request) => {
        const object = objectNamed(org, request.params.object)
        const { start, end } = spanOf(request, org.now(), 15)
        const deletedRecords = org.store
          .deletions(object.name)
          .filter(({ at }) => Date.parse(at) >= start && Date.parse(at) < end)
          .map(({ id, at }) => ({ deletedDate: wire(at), id }))
        return ok({
          deletedRecords,
          earliestDateAvailable: wire(stampOf(new Date(org.now().getTime() - 15 * dayMs))),
          latestDateCovered: wire(stampOf(new Date(covered(end)))),
        })
      },
    },
  ]
}

/** Minutes count, seconds do not: Salesforce cuts them off. */
function spanOf(request: ApiRequest, now: Date, days: number): { start: number; end: number } {
  const read = (name: string): number => {
    // An unencoded plus sign arrives as a blank.
    const text = (request.query.get(name) ?? '').replace(' ', '+').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
    const at = Date.parse(text)
    if (Number.isNaN(at))
      throw new ApiError(400, 'INVALID_REPLICATION_DATE', `${name} date is missing or malformed`)
    return Math.floor(at / 60_000) * 60_000
  }
  const start = read('start')
  const end = read('end')
  if (end - start < 60_000)
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate must chronologically precede the endDate by more than 1 minute',
    )
  if (start < now.getTime() - days * dayMs)
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      `startDate before org replication enabled date or ${days} days ago`,
    )
  return { start, end }
}
