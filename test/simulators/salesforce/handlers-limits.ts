import { dataPath } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import { ok } from './reply.ts'
import type { World } from './simulator.ts'

/** What the org may still use today. */
export function limitEndpoints({ dailyCalls, bulkJobs }: World): Endpoint[] {
  return [
    {
      method: 'GET',
      path: `${dataPath}/limits`,
      kind: 'limits',
      answer: () =>
        ok({
          DailyApiRequests: {
            Max: dailyCalls.limit,
            Remaining: Math.max(0, dailyCalls.limit - dailyCalls.used),
          },
          DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 - bulkJobs.count() },
          DailyBulkV2QueryFileStorageMB: { Max: 976_562, Remaining: 976_562 },
        }),
    },
  ]
}
