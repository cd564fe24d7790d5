import { z } from 'zod'
import { dataPath } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import { parseBody } from './parse-body.ts'
import { noContent, ok } from './reply.ts'
import type { World } from './simulator.ts'

const createBody = z.object({
  operation: z.string(),
  query: z.string(),
  contentType: z.literal('CSV').optional(),
  columnDelimiter: z.literal('COMMA').optional(),
  lineEnding: z.literal('LF').optional(),
})
const patchBody = z.object({ state: z.literal('Aborted') })

/** Query jobs of Bulk API 2.0; there are no ingest jobs. */
export function bulkEndpoints({ bulkJobs }: World): Endpoint[] {
  const job = `${dataPath}/jobs/query/:id`
  return [
    {
      method: 'POST',
      path: `${dataPath}/jobs/query`,
      kind: 'bulk.create',
      answer: ({ text, userId }) => {
        const { query, operation } = parseBody(createBody, text)
        return ok(bulkJobs.create(query, operation, userId))
      },
    },
    {
      method: 'GET',
      path: job,
      kind: 'bulk.poll',
      answer: ({ params }) => ok(bulkJobs.poll(params.id ?? '')),
    },
    {
      method: 'PATCH',
      path: job,
      kind: 'bulk.abort',
      answer: ({ params, text }) => {
        parseBody(patchBody, text)
        return ok(bulkJobs.abort(params.id ?? ''))
      },
    },
    {
      method: 'DELETE',
      path: job,
      kind: 'bulk.delete',
      answer: ({ params }) => {
        bulkJobs.remove(params.id ?? '')
        return noContent
      },
    },
    {
      method: 'GET',
      path: `${job}/results`,
      kind: 'bulk.results',
      answer: ({ params, query }) => {
        const page = bulkJobs.results(params.id ?? '', query.get('locator'), query.get('maxRecords'))
        return {
          status: 200,
          body: page.csv,
          headers: {
            'Content-Type': 'text/csv',
            'Sforce-Locator': page.locator,
            'Sforce-NumberOfRecords': String(page.count),
          },
        }
      },
    },
  ]
}
