import { z } from 'zod'
import { ApiError } from './api-error.ts'
import { dataPath } from './api-version.ts'
import { refusal, type ApiRequest, type Endpoint, type Routes } from './endpoint.ts'
import { parseBody } from './parse-body.ts'
import { errorAnswer, ok, type Answer } from './reply.ts'
import type { World } from './simulator.ts'
import { readJson, writeJson } from './wire-json.ts'

const subrequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string(),
  referenceId: z.string().regex(/^\w+$/),
  body: z.unknown().optional(),
  httpHeaders: z.record(z.string(), z.string()).optional(),
})
const compositeBody = z.object({
  allOrNone: z.boolean().default(false),
  compositeRequest: z.array(subrequest).min(1),
})
type Subrequest = z.infer<typeof subrequest>

/** Several requests in one call; later ones may use `@{reference.id}` of earlier ones. */
export function compositeEndpoint(world: World, routes: Routes): Endpoint {
  return {
    method: 'POST',
    path: `${dataPath}/composite`,
    kind: 'composite',
    async answer(request) {
      const { allOrNone, compositeRequest } = parseBody(compositeBody, request.text)
      checkSize(compositeRequest)
      const undo = allOrNone ? world.org.store.snapshot() : undefined
      const answers = new Map<string, Answer>()
      for (const sub of compositeRequest) {
        if (answers.has(sub.referenceId))
          throw new ApiError(400, 'INVALID_ARGUMENT', `Duplicate referenceId ${sub.referenceId}`)
        answers.set(sub.referenceId, await run(routes, request, sub, answers))
      }
      const failed = [...answers].filter(([, { status }]) => status >= 400)
      if (undo !== undefined && failed.length > 0) {
        undo()
        for (const reference of answers.keys()) {
          if (!failed.some(([name]) => name === reference)) answers.set(reference, errorAnswer(halted()))
        }
      }
      return ok({
        compositeResponse: [...answers].map(([referenceId, { status, body = null, headers = {} }]) => ({
          body,
          httpHeaders: headers,
          httpStatusCode: status,
          referenceId,
        })),
      })
    },
  }
}

function checkSize(subrequests: readonly Subrequest[]): void {
  if (subrequests.length > 25)
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'The composite request exceeds 25 subrequests')
  const heavy = subrequests.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)\b/.test(url))
  if (heavy.length > 5)
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'At most 5 subrequests can be queries or sObject collections')
}

async function run(
  routes: Routes,
  request: ApiRequest,
  sub: Subrequest,
  answers: ReadonlyMap<string, Answer>,
): Promise<Answer> {
  try {
    const url = new URL(substituted(sub.url, answers), request.origin)
    const found = routes.find(sub.method, url.pathname)
    if (found === undefined) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
    const text = sub.body === undefined ? '' : substituted(writeJson(sub.body), answers)
    return await found.endpoint.answer({
      ...request,
      method: sub.method,
      path: url.pathname,
      params: found.params,
      query: url.searchParams,
      headers: new Headers(sub.httpHeaders),
      text,
    })
  } catch (error) {
    return refusal(error)
  }
}

/** Puts members of earlier answers where `@{reference.member}` stands. */
function substituted(text: string, answers: ReadonlyMap<string, Answer>): string {
  return text.replace(/@\{(\w+)\.([\w.[\]]+)\}/g, (_whole, reference: string, path: string) => {
    const answer = answers.get(reference)
    let value: unknown =
      answer !== undefined && answer.status < 400 ? readJson(writeJson(answer.body)) : undefined
    for (const name of path.split(/[.[\]]+/).filter((part) => part !== '')) {
      value =
        value !== null && typeof value === 'object'
          ? Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
          : undefined
    }
    if (typeof value !== 'string') {
      const message = `Invalid reference specified. No value for ${path} found in ${reference}`
      throw new ApiError(400, 'PROCESSING_HALTED', message)
    }
    return JSON.stringify(value).slice(1, -1)
  })
}

const halted = (): ApiError =>
  new ApiError(
    400,
    'PROCESSING_HALTED',
    'The transaction was rolled back since another operation in the same transaction failed.',
  )
