import { ApiError } from './api-error.ts'
import { dataPath } from './api-version.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import { ok, type Answer } from './reply.ts'
import type { World } from './simulator.ts'
import { compileSoql } from './soql/compile.ts'

/** Queries and their further pages; `queryAll` sees the recycle bin too. */
export function queryEndpoints(world: World): Endpoint[] {
  const run = (request: ApiRequest, includeDeleted: boolean): Answer => {
    const soql = request.query.get('q')
    if (soql === null || soql === '')
      throw new ApiError(400, 'MALFORMED_QUERY', 'SOQL query is missing: the parameter q is required')
    const pageSize = pageSizeOf(request.headers)
    return ok(world.cursors.open(compileSoql(world.org, soql), { includeDeleted, pageSize }))
  }
  return [
    { method: 'GET', path: `${dataPath}/query`, kind: 'query', answer: (request) => run(request, false) },
    {
      method: 'GET',
      path: `${dataPath}/queryAll`,
      kind: 'queryAll',
      answer: (request) => run(request, true),
    },
    ...['query', 'queryAll'].map((name): Endpoint => ({
      method: 'GET',
      path: `${dataPath}/${name}/:locator`,
      kind: 'query.more',
      answer: ({ params }) => ok(world.cursors.next(params.locator ?? '')),
    })),
  ]
}

function pageSizeOf(headers: Headers): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(headers.get('sforce-query-options') ?? '')?.[1]
  return Math.min(2_000, Math.max(200, Number(asked ?? '2000')))
}
